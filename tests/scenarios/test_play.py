from tests.scenarios.house import *
import pytest, os

@pytest.mark.parametrize("language", ["en","fr"])
@pytest.mark.parametrize("platform", ["slack", "telegram"])
async def test_play(house, platform, language):
    import time
    h=house
    f=h.fediverse
    f.add("durand", "Cabinet Durand", 1204)
    f.post("durand", "Facture électronique : 5 pièges à éviter", ago(hours=2))
    f.post("martin", "x", ago(hours=2)); f.post("martin_conseil", "Une offre de conseil #audit", ago(hours=3)); f.people["martin"].name="Martin"
    a=h.sky.actor("martin.bsky.social","Martin Conseil",3200); h.sky.post(a,"Bonjour #tva", ago(days=1))
    from bot.demo.fediverse import Item
    f.feed("/blog/feed.xml","Blog Durand",[Item("1","Premier article",ago(days=1),"texte",f.origin+"/a1")])
    s=h.seat(platform, language)
    for t in os.environ["SAY"].split("|"):
        t=t.replace("HOST",h.host)
        t0=time.monotonic()
        try:
            r=await s.say(t)
            print(f"\n>>> {platform} {language}: {t}   ({time.monotonic()-t0:.2f}s)"); print(r.text)
        except AssertionError as e:
            print("FAIL",t, str(e)[:1500])
    print("---- chat"); 
    for r in s.chat(): print(r.text); print("  --")
