"""Advantages: a price, a bargain, hurry, a promise (offer)."""

from guanxi.moderation.ad_check.feature import feature

OFFERS = (
    feature(
        "price",
        "offer",
        20,
        r"(?:只要|仅需|仅售|特价|现价|低至|仅|才|原价|售价|价格|一口价|包月|只卖|起步价|月租|学费)\s*[¥￥]?\d+(?:\.\d+)?(?:元|块|万|起|/|包邮|$|一|,|，)?",
        r"\d+(?:\.\d+)?(?:元|块钱?|米)\s*(?:起|一[个盒单份张套条件斤位]|包邮|/|每|\d?[个盒单份张套件斤])|\d+(?:\.\d+)?(?:元|块)$"
        r"|[个盒单份张套件斤条]\s*\d+(?:\.\d+)?(?:元|块)",
        r"[$€£]\s?\d+(?:[.,]\d+)*|\b\d+(?:\.\d+)? ?(?:usd|dollars|bucks|eur|euros)\b",
        r"原价\d+.{0,4}(?:现|转)|千字\d+|时薪\d+",
    ),
    feature(
        "bargain",
        "offer",
        30,
        r"包邮|秒杀|特价|半价|清仓|甩卖|尾货|买[一二两三\d]送[一二两三\d]|满\d+减\d+|第二件|[一二三四五六七八九\d.]{1,3}折(?!叠|腾|磨|断|痕|页|旧|射|扣不)|立减|再减"
        r"|全网最低|最低价|拿货价?|批发价?|出厂价|工厂价|成本价|厂家直销|工厂直[销供]|一手货源|价格(?:优惠|实惠|公道|美丽|便宜|低)|量大从优|上新|周年庆|新店开业|爆款|热卖|网红同款",
        r"(?:优惠|内部|代金|大额|隐藏|抵扣|领|外卖|满减|折扣|京东|淘宝|天猫)(?:券|卷|劵)|领(?:取)?(?:红包|券|卷|劵)|免费(?:领|送|体验|试|拿|寄|推荐|评估|咨询|发材料|拿样"
        r"|资料|提供|上门)|送样品|(?:0|零)元购|返(?:现|利|佣)|试用装|首单|首存|彩金|注册(?:就|即)?送|内部价|优惠价|体验价|团购价|报(?:我|我的)?名字?.{0,3}(?:打|优惠"
        r"|[\u4e00-\u9fff]?折)",
        r"\b\d+ ?% (?:off|discount|bonus)\b|\b\d+% ?(?:off|bonus|discount)|\bfree shipping\b|\bdiscounts?\b"
        r"|\bpromo(?:tion)?s? codes?\b|\bcoupons?\b|\bbuy one get one\b|\bgiveaways?\b|\bwholesale\b"
        r"|\bbest (?:deals?|prices?|rates?)\b|\bcheap\b|\baffordable\b|\bfree (?:gift|trial|signup|spins|quote|vip"
        r"|phone)\b|\bamazing prices?\b|\blimited (?:time|offer)\b|\bbonus\b|\bmoney back\b|\bspecial offer\b"
        r"|\blowest price",
    ),
    feature(
        "urge",
        "offer",
        25,
        r"名额(?:有限|只剩|不多|仅)|(?:仅|只)限(?:前|今|本|\d)|限(?:前|时|量|额)\d*|先到先得|手慢无|速来|速进|速抢|抢购|赶紧抢|赶快抢|抓紧|数量有限|最后(?:几|\d+|一天"
        r"|三天)|错过(?:等|再等|不再)|拍下|马上抢|立即(?:抢|购|领|下单|加)|前\d+名|冲[!！~，,。]|冲$|档期",
        r"\bhurry\b|\bonly (?:a few|\d+)\b.{0,16}\bleft\b|\blast chance\b|\bdon'?t miss\b|\bwhile (?:stocks?"
        r"|supplies) last\b|\binstant(?:ly)?\b|\bguaranteed\b|\bno experience\b|\bno credit check\b|\b24/7\b"
        r"|\bspots left\b",
    ),
    feature(
        "promise",
        "offer",
        30,
        r"无效(?:退|全额)|不(?:成功|满意|好喝|好吃|过|瘦)(?:不|全额|包)(?:收费|要钱|退|退款|换)|包(?:过|教|会|拿证|通过|退|赚|回本|上王者)|假一[赔罚]|先(?:服务|看|做"
        r"|试)后付|货到付款|满意(?:再)?付|支持(?:验货|定制|退换)|一对一(?:指导|带|教)|手把手|带你(?:飞|赚|做|躺|上岸)|稳赚|准确率|百分百|亲测有效|秒到账?|极速到账|当天(?:出"
        r"|放|结|到)|隐私发货|保密发货|正规平台|安全可靠|诚信(?:经营|交易|第一)|长期(?:合作|有效|有货|收)|十年老店|老店|专业团队|一条龙|一站式|可验|真实可查|全程(?:指导|带)",
    ),
)
