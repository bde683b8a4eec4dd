"""Who counts as a visitor: people in whatever browser and app, and no program that only fetches the page."""

import pytest
from django.test import RequestFactory

from guanxi.web.public import visitors

ANDROID = (
    "Mozilla/5.0 (Linux; Android 13; %s) AppleWebKit/537.36 (KHTML, like Gecko) Version/4.0 Chrome/116.0 Mobile %s"
)
IPHONE = (
    "Mozilla/5.0 (iPhone; CPU iPhone OS 17_4 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Mobile/15E148 %s"
)
PEOPLE = [
    ANDROID % ("PHB110", "Safari/537.36 SogouMobileBrowser/5.30.15"),
    ANDROID % ("PHB110", "Safari/537.36 SogouMSE,SogouMobileBrowser/5.22.8"),
    ANDROID % ("CUBOT X50", "Safari/537.36"),
    ANDROID % ("CUBOT KINGKONG", "Safari/537.36"),
    ANDROID % ("CUBOT_NOTE_20", "Safari/537.36"),
    ANDROID % ("Pixel 7", "Safari/537.36 Telegram-Android/10.9.1 (Google Pixel 7; Android 13; SDK 33; AVERAGE)"),
    ANDROID % ("M2012K11AC", "Safari/537.36 MicroMessenger/8.0.47 NetType/WIFI Language/zh_CN"),
    ANDROID % ("V2309A", "Safari/537.36 Weibo (vivo-V2309A__weibo__14.3.0__android__android13)"),
    ANDROID % ("PHB110", "Safari/537.36 baiduboxapp/13.44.0.10 (Baidu; P1 13)"),
    ANDROID % ("PHB110", "Safari/537.36 BytedanceWebview/d8a21c6 aweme/27.1.0"),
    IPHONE % "AliApp(DingTalk/7.5.5) com.laiwang.DingTalk/34234",
    IPHONE % "Slack/24.03.20 (iPhone; iOS 17.4)",
    IPHONE % "Discord/221.0",
    IPHONE % "Lark/7.12.5 LarkLocale/zh_CN",
    IPHONE % "[FBAN/FBIOS;FBAV/457.0.0.31.108]",
    IPHONE % "[Pinterest/iOS]",
    IPHONE % "wxwork/4.1.20 MicroMessenger/7.0.1 Language/zh",
    IPHONE % "Version/17.4 Safari/604.1",
    "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 Chrome/122.0 Safari/537.36 SE 2.X MetaSr 1.0",
    "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/537.36 Slack_SSB/4.36.140 Chrome/122.0 Safari/537.36",
]
PROGRAMS = [
    "",
    "Sogou web spider/4.0(+http://www.sogou.com/docs/help/webmasters.htm#07)",
    "Mozilla/5.0 (compatible; Baiduspider/2.0; +http://www.baidu.com/search/spider.html)",
    "Mozilla/5.0 (Linux; Android 5.0) AppleWebKit/537.36 Mobile Safari/537.36 (compatible; Bytespider; spider@x)",
    "Mozilla/5.0 (Windows NT 10.0) AppleWebKit/537.36 Chrome/69.0 Safari/537.36; YisouSpider",
    "Mozilla/5.0 (compatible; 360Spider)",
    "TelegramBot (like TwitterBot)",
    "Twitterbot/1.0",
    "Slackbot-LinkExpanding 1.0 (+https://api.slack.com/robots)",
    "Slack-ImgProxy (+https://api.slack.com/robots)",
    "Mozilla/5.0 (compatible; Discordbot/2.0; +https://discordapp.com)",
    "LinkedInBot/1.0 (compatible; Mozilla/5.0; Apache-HttpClient +http://www.linkedin.com)",
    "facebookexternalhit/1.1 (+http://www.facebook.com/externalhit_uatext.php)",
    "WhatsApp/2.23.20.0 A",
    "Mozilla/5.0 (Windows NT 6.1; WOW64) SkypeUriPreview Preview/0.5",
    "Mozilla/5.0 (compatible; bingbot/2.0) BingPreview/1.0b",
    "Mozilla/5.0 DingTalkBot-LinkService/1.0 (+https://open-doc.dingtalk.com)",
    "Mozilla/5.0 (iPhone; CPU iPhone OS 15_0) MicroMessenger/8.0 (compatible; mpcrawler)",
    "Mozilla/5.0 (compatible; Google-InspectionTool/1.0;)",
    "Mozilla/5.0 (compatible; GoogleOther)",
    "Mozilla/5.0+(compatible; UptimeRobot/2.0; http://www.uptimerobot.com/)",
    "Pingdom.com_bot_version_1.4_(http://www.pingdom.com/)",
    "curl/8.5.0",
    "Wget/1.21",
    "python-requests/2.31",
    "Python/3.12 aiohttp/3.9.1",
    "Go-http-client/2.0",
    "okhttp/4.12.0",
    "Java/17.0.2",
    "axios/1.6.8",
]


@pytest.mark.parametrize("agent", PEOPLE)
def test_counts_people(agent):
    assert visitors.is_person(RequestFactory(headers={"user-agent": agent}).get("/i/x/"))


@pytest.mark.parametrize("agent", PROGRAMS)
def test_counts_no_program(agent):
    assert not visitors.is_person(RequestFactory(headers={"user-agent": agent}).get("/i/x/"))
