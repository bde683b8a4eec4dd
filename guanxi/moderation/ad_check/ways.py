"""Ways out of here: handles, numbers and links (contact), and words that ask readers to take them (call)."""

from guanxi.moderation.ad_check.feature import feature

_HANDLE = r"[a-z0-9][a-z0-9_\-]{4,23}"
_WANT = r"(?:(?:需要|想要|有意|有兴趣|感兴趣|有想法|想学|想做|想赚|想了解|想瘦)(?:的|者)?|(?:有需|想买|要)的)"
_FOLK = r"(?:朋友|姐妹|宝子|宝宝|亲|小伙伴|同学|老板|家长|老铁|兄弟|可以|请|就|们|都|直接|赶紧|快|，|,|\s)*"

CONTACTS = (
    feature(
        "wechat_handle",
        "contact",
        70,
        rf"微信(?:号|同号|同步|搜索?|联系|咨询|添加)?[是为:：\s,，（(\-]*{_HANDLE}",
        rf"加(?:我|个|下|一下|老师|客服|店主|群主|助理)?(?:微信?|[vq]信?)[是为:：\s,，]*{_HANDLE}",
        rf"(?:^|[^\u4e00-\u9fff])(?:微|v)[:：\s]+{_HANDLE}",
        rf"[\u4e00-\u9fff](?:微|[v])[:：]\s*{_HANDLE}",
        rf"(?<![外再附增更])加(?:我|客服|老师|群主|店主|助理|师傅|经理)?[:：\s]*(?!thinkpad|office|usb|wifi|windows){_HANDLE}",
        r"微信(?:同号|同步|同手机|同电话)|[v微][x信]?同(?:号|步|手机|电话)",
    ),
    feature(
        "qq_handle",
        "contact",
        70,
        r"qq(?:群|号|同号)?(?:[是为加]|[^\u4e00-\u9fffa-z0-9]){0,4}\d{5,12}",
        r"(?:进群|群号|加群|交流群|售后群|群|获取|暗号|数字)[码就来是为:：\s验证]*\d{5,12}",
    ),
    feature(
        "phone",
        "contact",
        50,
        r"(?<!\d)1[3-9]\d[ \-]?\d{4}[ \-]?\d{4}(?!\d)",
        r"(?<!\d)[48]00[\- ]?\d{3,4}[\- ]?\d{3,4}(?!\d)",
        r"(?<!\d)0\d{2,3}[\- ]?\d{7,8}(?!\d)",
        r"\+\d{1,3}[ \-]?\d{2,4}[ \-]?\d{3}[ \-]?\d{3,4}",
        r"(?:电话|手机|热线|tel|号码|联系|拨打)[是为:：\s]*\d{7,12}",
    ),
    feature(
        "channel_handle",
        "contact",
        70,
        rf"(?:telegram|whatsapp|instagram|signal|line|kik|snapchat|飞机|纸飞机|电报|ig|ins|tg|旺旺|抖音号?|快手号?"
        rf"|小红书号?)[是为搜:：\s@]+(?:at |me |on |@)*@?{_HANDLE}",
        r"(?:on|via) (?:telegram|whatsapp|instagram|signal|kik|snapchat)\b",
        r"(?:^|[\s:：])@[a-z0-9_.]{4,}",
    ),
    feature(
        "short_link",
        "contact",
        70,
        r"(?:t\.cn|dwz\.cn|url\.cn|suo\.im|bit\.ly|tinyurl\.com|goo\.gl|t\.me|wa\.me|is\.gd|u\.nu|s\.click"
        r"|m\.tb\.cn|b23\.tv|v\.douyin\.com|chat\.whatsapp\.com|lin\.ee|cutt\.ly)/",
        r"https?://\S*[?&](?:ref|aff|invite|r|tag|utm_source|pid)=|//ref\.|/ref/|/aff/",
    ),
    feature(
        "disguised_link",
        "contact",
        70,
        r"[a-z0-9]{2,}(?:。|\s+\.|\.\s+|点|\s*(?:dot|\(dot\))\s*)(?:com|cn|net|cc|top|vip|xyz|shop|store|club"
        r"|fun)(?![a-z])",
        r"[\u4e00-\u9fff]\.(?:shop|top|vip|cc|store|club)(?![a-z])",
    ),
    feature(
        "link",
        "contact",
        45,
        r"https?://",
        r"\bwww\.[a-z0-9]",
        r"(?<![@a-z0-9._\-])[a-z0-9][a-z0-9\-]+(?:\.[a-z0-9\-]+)*\.(?:com|cn|net|cc|top|vip|xyz|shop|store|club|io"
        r"|co|example|me|info|biz|org|fun|site|online|link)(?![a-z])",
    ),
    feature("password", "contact", 90, r"[￥¥₤€$(《][a-z0-9]{8,14}[￥¥₤€$)》]"),
    feature(
        "mail",
        "contact",
        35,
        r"[a-z0-9._%+\-]+\s*(?:@|\(at\)|\[at\]| at )\s*[a-z0-9\-]+\s*(?:\.|\(dot\)| dot )\s*[a-z]{2,}",
    ),
)

CALLS = (
    feature(
        "add_me",
        "call",
        50,
        r"加(?:我|下|个)?(?:微信|微|[vq](?![a-z])|qq|好友)",
        r"加(?:我|客服|老师|群主|店主|助理|店家)(?!.{0,6}(?:不|没))",
        r"(?:发|给|要|留)(?:你|我)?(?:的)?(?:微信|v号|[vq](?![a-z]))",
        r"微信(?:联系|咨询|交流|面谈|聊|详聊|私聊|预约|同步)",
        r"(?:店主|老板|老师|客服|本人|我的?)微信?[:：]",
        r"加(?:qq|企鹅|群)",
        r"[vm]我(?![a-z\u4e00-\u9fff]{0,2}们)",
    ),
    feature(
        "private",
        "call",
        45,
        r"私(?:聊|信|我|戳|发|密)(?:我|他|她|吧|哦|告诉|领|小|咨询|下单)?",
        r"(?:滴滴|嘀嘀|敲|戳|cue|dd)(?:我|他)",
        r"(?:看|点|进|见)?(?:我|他|她)?(?:的)?(?:主页|头像|简介|置顶)(?:有|看|里|进|领|加|联系|点|了解|咨询)",
        r"(?:点|点击|戳)(?:我的?|下方)?(?:主页|头像|简介|名片|链接)",
        r"(?:回复|扣|评论|打)[\s“\"']*(?:1|666|888|info|领取|资料|想)(?!\d)",
        r"私$",
        r"要的(?:私|加|滴|来|m|d|联系)",
    ),
    feature(
        "whoever_wants",
        "call",
        40,
        rf"{_WANT}{_FOLK}(?:加|联系|私|找|咨询|滴|戳|进|扫|来|打|留|看过来|可(?:以)?找|m|d|v|扣|dm)",
        r"有(?:需要|意|意向|意者)的?(?:请|可|来|朋友|联系|加|私)",
        r"(?:欢迎|随时)(?:咨询|加盟|来电|洽谈|私信|致电|选购|下单|订购)",
        r"联系(?:我|他|她|本人|电话[:：\s]*\d|客服(?:微|领|q)|微信|老师|师傅|[\u4e00-\u9fff]经理)|(?:主页|简介|头像|首页)有(?:联系)?方式",
        r"(?:咨询|报名|预约|订购|订货|招商|加盟|看房)(?:热线|电话|微信|qq|加|请|老师|私信|[:：])|(?:联系|服务|预订)(?:热线|微信|qq|[:：]\s*(?:微信|\d))",
        r"[\u4e00-\u9fff]{1,2}(?:经理|老师|师傅|顾问)[:：\s]*(?:微信|1\d|电话|qq)",
        r"(?:详询|详情咨询|详情请|详聊|面谈|面议|详谈)",
        r"(?:打|拨打)(?:我|这个|以下)(?:的)?电话",
        r"可以找(?:我|他|她)",
        r"(?:找|问)我(?:拿|买|要|领|办|就|，|,|。|$)",
    ),
    feature(
        "scan_or_click",
        "call",
        45,
        r"扫(?:码|我|一扫|描)(?:.{0,6}(?:二维码|进群|领|加|下单|咨询))?",
        r"进群|入群|拉(?:你|您)(?:进)?群|加群|群里(?:领|发|每天|有)|vip群|加群主",
        r"(?:点击|戳|打开|复制)(?:下方|这里|这段话|下面|此处|以下)?(?:链接|口令|网址|淘口令|这段)",
        r"链接(?:在|放|见)(?:评论|简介|主页|下方|下面)",
        r"(?:打开|复制).{0,10}(?:淘宝|手机淘宝|支付宝|微信|拼多多|京东)",
        r"(?:淘宝|支付宝|微信|京东|拼多多|天猫|店铺|店铺名|抖音)搜索?[:：“\"「【\s]*[^，。,.\s]{2,12}(?:店|铺|领|号|[\d]{5,}|公众号|红包|进店)|店铺搜索"
        r"|店铺名[:：]",
        r"关注.{0,12}(?:公众号|直播间|抖音|服务号|店铺有礼)|(?:在|去|搜).{0,8}公众号.{0,12}(?:领|券|红包)|直播间.{0,10}(?:抢|今晚|福利|红包|等你|见)|点关注",
        r"收藏(?:本店|店铺|加购)",
    ),
    feature(
        "call_english",
        "call",
        45,
        r"\b(?:dm|inbox|pm|whatsapp|text|message|contact|email|e-mail|call|reach)(?: out to)? (?:me|us|him|her)\b",
        r"\b(?:link|url) (?:is )?(?:in|on) (?:my |the )?(?:bio|profile|description|comments?)\b",
        r"\b(?:link|url) below\b",
        r"\b(?:click|tap|smash|hit|open) (?:here|the link|this link|below|now)\b",
        r"\b(?:sign|join|register|apply|order|book|buy|subscribe|shop|enrol?l|act|invest)(?: up)? (?:now|today"
        r"|here)\b",
        r"\bjoin (?:my|our|the|us)\b.{0,30}(?:group|channel|team|telegram|vip|whatsapp)?",
        r"\bsign up (?:with|using|for|via)\b",
        r"\b(?:add|follow|find|check) (?:me|us|my|our) (?:on|at|out)\b|\badd my\b|\bfollow (?:me|us)\b",
        r"\b(?:check out|visit|come to) (?:my|our)\b",
        r"\b(?:reply|comment|ask)(?: me)?(?: for| with|ing)? (?:a quote|info|interested|yes|how|details|price)\b",
        r"\bfor (?:more )?(?:details|info(?:rmation)?)\b",
        r"\buse (?:my|this|our|the)?\s*(?:referral|promo|discount|invite|coupon)? ?(?:code|link)\b",
        r"\bsubscribe to my\b",
    ),
)
