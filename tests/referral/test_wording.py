"""Words that reward or force the act of sharing are found; words about a result are left alone."""

import pytest

from guanxi.referral import actions, errors, wording
from tests import cast

FORBIDDEN = [
    "分享到朋友圈即可领取红包",
    "转发给3个好友，免费得茶杯",
    "先分享再领取",
    "分享后解锁全部内容",
    "转发后可见",
    "需分享才能查看",
    "集齐38个赞送好礼",
    "集赞有礼",
    "快来帮我助力",
    "帮我砍一刀",
    "瓜分百万红包",
    "不转不是中国人",
    "转发好运来",
    "好评返现5元",
    "五星好评送赠品",
    "分 享 到 朋 友 圈 领 红 包",
    "分-享-后-领-取",
    "领红包需要先转发到微信群",
    "Share this with 3 friends to get a cup",
    "Get a free cup by sharing this page",
    "Collect 20 likes",
]
ALLOWED = [
    "邀请三位好友完成首次打卡，得一只茶杯",
    "好友加入并发布第一篇帖子后，你得 20 积分",
    "每天一杯茶，连续七天，送一只手作茶杯",
    "分享你的茶桌，让大家看看",
    "欢迎分享你的心得",
    "把这张图给会喜欢的朋友",
    "A friend counts once they have written their first post.",
    "Bring three friends who take part and get a cup",
    "We share what we know about tea.",
    "赞美春天",
]


@pytest.mark.parametrize("text", FORBIDDEN)
def test_finds_what_rewards_or_forces_sharing(text):
    assert wording.findings(text)


@pytest.mark.parametrize("text", ALLOWED)
def test_leaves_alone_what_rewards_a_result(text):
    assert not wording.findings(text)


def test_refuses_a_landing_page_that_says_so(db):
    house = cast.spring_tea()
    code = actions.create_channel_code(space_id=house.space_id, channel="wall", actor=house.actor)

    with pytest.raises(errors.WordingInduces, match="分享到朋友圈"):
        actions.write_landing(
            space_id=house.space_id, code=code.code, title="茶", text="分享到朋友圈即可领取红包", actor=house.actor
        )
