/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "discover/providers.h"

#include <string.h>

/* Where a row was read, and when. Facts only: domains, names of servers, ports, security. */
#define TB(commit, name) "https://github.com/thunderbird/autoconfig/blob/" commit "/ispdb/" name ".xml"
#define MU(commit, name) "https://github.com/mustang-im/ispdb/blob/" commit "/isp/" name ".xml"
#define READ             "2026-11-25"

/* clang-format off */
static const MsProvider providers[] = {
  { "gmail.com googlemail.com jazztel.es nyu.edu",
    "google.com googlemail.com",
    "imaps://imap.gmail.com pop3s://pop.gmail.com smtps://smtp.gmail.com",
    TB ("c18f864ade384725c6781246c3821e67ec0a8954", "googlemail.com"), READ },
  { "hotmail.com live.com msn.com outlook.com windowslive.com outlook.at outlook.be outlook.cl outlook.cz outlook.de "
    "outlook.dk outlook.es outlook.fr outlook.hu outlook.ie outlook.in outlook.it outlook.jp outlook.kr outlook.lv "
    "outlook.my outlook.ph outlook.pt outlook.sa outlook.sg outlook.sk outlook.co.id outlook.co.il outlook.co.th "
    "outlook.com.ar outlook.com.au outlook.com.br outlook.com.gr outlook.com.tr outlook.com.vn hotmail.be hotmail.ca "
    "hotmail.cl hotmail.cz hotmail.de hotmail.dk hotmail.es hotmail.fi hotmail.fr hotmail.gr hotmail.hu hotmail.it "
    "hotmail.lt hotmail.lv hotmail.my hotmail.nl hotmail.no hotmail.ph hotmail.rs hotmail.se hotmail.sg hotmail.sk "
    "hotmail.co.id hotmail.co.il hotmail.co.in hotmail.co.jp hotmail.co.kr hotmail.co.th hotmail.co.uk hotmail.co.za "
    "hotmail.com.ar hotmail.com.au hotmail.com.br hotmail.com.hk hotmail.com.tr hotmail.com.tw hotmail.com.vn live.at "
    "live.be live.ca live.cl live.cn live.de live.dk live.fi live.fr live.hk live.ie live.in live.it live.jp live.nl "
    "live.no live.ru live.se live.co.jp live.co.kr live.co.uk live.co.za live.com.ar live.com.au live.com.mx "
    "live.com.my live.com.ph live.com.pt live.com.sg livemail.tw",
    "olc.protection.outlook.com",
    "imaps://outlook.office365.com pop3s://outlook.office365.com submission://smtp.office365.com "
    "submission://smtp-mail.outlook.com",
    TB ("24d0d006a50bdcf80688c8093bb8579ccc5582e2", "hotmail.com"), READ },
  { "office365.com onmicrosoft.com",
    "mail.protection.outlook.com",
    "imaps://outlook.office365.com pop3s://outlook.office365.com submission://smtp.office365.com",
    TB ("1daa57ba52334b754a020511385f1c3356d1d607", "office365.com"), READ },
  { "yahoo.com yahoo.de yahoo.it yahoo.fr yahoo.es yahoo.se yahoo.co.in yahoo.co.uk yahoo.co.nz yahoo.com.au "
    "yahoo.com.ar yahoo.com.br yahoo.com.mx ymail.com myyahoo.com rocketmail.com cox.net",
    "am0.yahoodns.net",
    "imaps://imap.mail.yahoo.com pop3s://pop.mail.yahoo.com smtps://smtp.mail.yahoo.com",
    TB ("52377793fb5b1b27ddb93bb1039f166cdc3127aa", "yahoo.com"), READ },
  { "aol.com aim.com netscape.net netscape.com compuserve.com cs.com wmconnect.com aol.de aol.it aol.fr aol.es aol.se "
    "aol.co.uk aol.co.nz aol.com.au aol.com.ar aol.com.br aol.com.mx",
    "mail.gm0.yahoodns.net",
    "imaps://imap.aol.com pop3s://pop.aol.com smtps://smtp.aol.com",
    TB ("8fcab30b1d8bb46dd909e7daaf036439851fbc62", "aol.com"), READ },
  { "verizon.net",
    NULL,
    "imaps://imap.aol.com pop3s://pop.aol.com smtps://smtp.aol.com",
    TB ("3052a9896d90300070d691464939a1f973deaf70", "verizon.net"), READ },
  { "att.net ameritech.net bellsouth.net currently.com flash.net nvbell.net pacbell.net prodigy.net sbcglobal.net "
    "snet.net swbell.net wans.net",
    NULL,
    "imaps://imap.mail.att.net pop3s://inbound.att.net smtps://outbound.att.net smtps://smtp.mail.att.net",
    TB ("176c63a17f8dcfb7e1f3ff664967f0e07900165b", "att.net"), READ },
  { "icloud.com me.com mac.com",
    NULL,
    "imaps://imap.mail.me.com submission://smtp.mail.me.com",
    TB ("4e19596c34c68a3d6dddc111709cd3f8a4bde3cd", "me.com"), READ },
  { "comcast.net",
    NULL,
    "imaps://imap.comcast.net pop3s://mail.comcast.net smtps://smtp.comcast.net",
    TB ("e7802f0a4659aaf7f0e2f0789fec9673dfeae6ac", "comcast.net"), READ },
  { "charter.net spectrum.net bresnan.net",
    NULL,
    "imaps://mobile.charter.net pop3s://mobile.charter.net smtps://mobile.charter.net:587",
    TB ("415cda5c8822c55bc165e5408ac490868d42e794", "charter.com"), READ },
  { "earthlink.net mindspring.com ix.netcom.com peoplepc.com",
    "earthlink.net",
    "imaps://imap.earthlink.net pop3s://pop.earthlink.net submission://smtpauth.earthlink.net",
    TB ("37145b8be3c5e1c2f253165bd6294a4bd7522cde", "earthlink.net"), READ },
  { "bell.net sympatico.ca",
    NULL,
    "imaps://imap.bell.net pop3s://pophm.sympatico.ca submission://smtphm.sympatico.ca",
    TB ("29478e8aef5fb421dbc4c202c7854a94bcbab6bd", "bell.net"), READ },
  { "shaw.ca",
    NULL,
    "imaps://imap.shaw.ca pop3s://pop.shaw.ca smtps://mail.shaw.ca",
    MU ("0b07423f5fa7e67dda52ccf708b744e73a242ef0", "shaw.ca"), READ },
  { "gmx.net gmx.de gmx.at gmx.ch gmx.eu gmx.biz gmx.org gmx.info mein.gmx mail.gmx email.gmx",
    "gmx.net",
    "imaps://imap.gmx.net pop3s://pop.gmx.net smtps://mail.gmx.net",
    TB ("3568912d5c46333b16568ee0ade775c817ad7a30", "gmx.net"), READ },
  { "gmx.com gmx.tm gmx.us gmx.co.uk gmx.es gmx.fr gmx.ca gmx.cn gmx.co.in gmx.com.br gmx.com.my gmx.hk gmx.ie gmx.ph "
    "gmx.pt gmx.ru gmx.se gmx.sg gmx.tw gmx.com.tr gmx.it gmx.li",
    NULL,
    "imaps://imap.gmx.com pop3s://pop.gmx.com smtps://mail.gmx.com",
    TB ("acf19e512831eb4e399f29c19975c21341d64549", "gmx.com"), READ },
  { "mail.com mail.org email.com post.com usa.com accountant.com consultant.com dr.com engineer.com cheerful.com "
    "techie.com linuxmail.org europe.com london.com uymail.com myself.com iname.com writeme.com",
    NULL,
    "imaps://imap.mail.com pop3s://pop.mail.com smtps://smtp.mail.com",
    TB ("acf19e512831eb4e399f29c19975c21341d64549", "mail.com"), READ },
  { "web.de",
    NULL,
    "imaps://imap.web.de pop3s://pop3.web.de smtps://smtp.web.de",
    TB ("22ae03cf02659f79cdb47dbf8f1fa43a3da2b9e7", "web.de"), READ },
  { "t-online.de magenta.de",
    NULL,
    "imaps://secureimap.t-online.de pop3s://securepop.t-online.de smtps://securesmtp.t-online.de",
    TB ("8ed02129448f41e0f3b80e1d3cfcc8360fb2915f", "t-online.de"), READ },
  { "freenet.de",
    NULL,
    "imaps://mx.freenet.de smtps://mx.freenet.de",
    TB ("0ef1ea3772fbdea86ab611ee08ee6e9c01e1285e", "freenet.de"), READ },
  { "vodafonemail.de vodafone.de arcor.de kabelmail.de",
    NULL,
    "imaps://imap.vodafonemail.de pop3s://pop3.vodafonemail.de smtps://smtp.vodafonemail.de",
    TB ("753784737ddbfef6e3552a9900e14d9062e1434e", "vodafonemail.de"), READ },
  { "online.de onlinehome.de sofortstart.de sofort-start.de sofortsurf.de sofort-surf.de go4more.de",
    "kundenserver.de schlund.de",
    "imaps://imap.1und1.de pop3s://pop.1und1.de smtps://smtp.1und1.de",
    TB ("73d2443d0a84689711fbcbb20eded7fc6d529cd2", "1und1.de"), READ },
  { "strato.de",
    "rzone.de",
    "imaps://imap.strato.de pop3s://pop3.strato.de smtps://smtp.strato.de",
    TB ("78908efaf881c62343a5401f60d7f0f0a9ff1ed8", "strato.de"), READ },
  { "your-server.de",
    "your-server.de",
    "imaps://mail.your-server.de smtps://mail.your-server.de",
    TB ("c7c58d57cbf1c7c2cffd0a8dcb6fea62b1b71318", "hetzner.de"), READ },
  { "mailbox.org",
    NULL,
    "imaps://imap.mailbox.org smtps://smtp.mailbox.org",
    TB ("40169f0b5a864681a2c6a9913268ac0c1d9be621", "mailbox.org"), READ },
  { "posteo.de posteo.at posteo.be posteo.ca posteo.ch posteo.cl posteo.co posteo.co.uk posteo.com posteo.com.br "
    "posteo.cr posteo.cz posteo.dk posteo.ee posteo.es posteo.eu posteo.fi posteo.gl posteo.gr posteo.hn posteo.hr "
    "posteo.hu posteo.ie posteo.in posteo.is posteo.it posteo.jp posteo.la posteo.li posteo.lt posteo.lu posteo.me "
    "posteo.mx posteo.my posteo.net posteo.nl posteo.no posteo.nz posteo.org posteo.pe posteo.pl posteo.pm posteo.pt "
    "posteo.ro posteo.se posteo.sg posteo.si posteo.tn posteo.uk posteo.us",
    NULL,
    "imaps://posteo.de pop3s://posteo.de smtps://posteo.de",
    TB ("310447e66055b612aa7d309c6afd936d27a3e1f3", "posteo.de"), READ },
  { "mail.de",
    NULL,
    "imaps://imap.mail.de pop3s://pop.mail.de smtps://smtp.mail.de",
    MU ("0b07423f5fa7e67dda52ccf708b744e73a242ef0", "mail.de"), READ },
  { "a1.net aon.at",
    NULL,
    "imaps://securemail.a1.net submission://securemail.a1.net",
    TB ("b57df2b1f8bce05d8bc0bac660a2ea95fbc858eb", "a1.net"), READ },
  { "bluewin.ch bluemail.ch",
    NULL,
    "imaps://imaps.bluewin.ch pop3s://pop3s.bluewin.ch smtps://smtpauths.bluewin.ch",
    MU ("18a9b924d6d2b41a16b79da9b2c3934db25a9f1c", "bluewin.ch"), READ },
  { "orange.fr wanadoo.fr",
    NULL,
    "imaps://imap.orange.fr pop3s://pop.orange.fr smtps://smtp.orange.fr",
    TB ("7e9fbb12bb8b6b4814f47b610682655e83299c0a", "orange.fr"), READ },
  { "free.fr",
    NULL,
    "imaps://imap.free.fr pop3s://pop.free.fr smtps://smtp.free.fr",
    TB ("0483396e6fe2dce7c35c1dfe7101ec6ed229ab23", "free.fr"), READ },
  { "sfr.fr neuf.fr cegetel.net 9online.fr",
    NULL,
    "imaps://imap.sfr.fr pop3s://pop.sfr.fr smtps://smtp.sfr.fr",
    MU ("18a9b924d6d2b41a16b79da9b2c3934db25a9f1c", "sfr.fr"), READ },
  { "laposte.net",
    NULL,
    "imaps://imap.laposte.net pop3s://pop.laposte.net smtps://smtp.laposte.net",
    MU ("0b07423f5fa7e67dda52ccf708b744e73a242ef0", "laposte.net"), READ },
  { "bbox.fr",
    NULL,
    "imaps://imap.bbox.fr pop3s://pop.bbox.fr smtps://smtp.bbox.fr",
    MU ("18a9b924d6d2b41a16b79da9b2c3934db25a9f1c", "bbox.fr"), READ },
  { "libero.it inwind.it iol.it giallo.it blu.it",
    NULL,
    "imaps://imapmail.libero.it pop3s://popmail.libero.it smtps://smtp.libero.it",
    MU ("0b07423f5fa7e67dda52ccf708b744e73a242ef0", "libero.it"), READ },
  { "virgilio.it",
    NULL,
    "imaps://in.virgilio.it pop3s://in.virgilio.it smtps://out.virgilio.it",
    TB ("7e9fbb12bb8b6b4814f47b610682655e83299c0a", "virgilio.it"), READ },
  { "tim.it",
    NULL,
    "imap://imap.tim.it pop3://pop.tim.it submission://smtp.tim.it",
    TB ("3045d449d12eb86113c8d271907f01271d490144", "tim.it"), READ },
  { "alice.it",
    NULL,
    "imap://in.alice.it pop3://in.alice.it submission://out.alice.it",
    TB ("3a4526eb0e243e4b76eee496b6959fa830f70bf6", "alice.it"), READ },
  { "tiscali.it",
    NULL,
    "imaps://imap.tiscali.it pop3s://pop.tiscali.it smtps://smtp.tiscali.it",
    TB ("42e2de3269c8ff74a705cf85976f134dc77c59ba", "tiscali.it"), READ },
  { "fastwebnet.it",
    NULL,
    "imaps://imap.fastwebnet.it pop3s://pop.fastwebnet.it submission://smtp.fastwebnet.it",
    TB ("3c10b74137cd41667cdb846f409e2a606469ec4e", "fastwebnet.it"), READ },
  { "pec.it",
    NULL,
    "imap://imaps.pec.aruba.it pop3s://pop3s.pec.aruba.it submission://smtps.pec.aruba.it",
    MU ("bace6b326d5ab458223185c86f7aa35fd467f217", "aruba.it"), READ },
  { "movistar.es",
    NULL,
    "imaps://imap.movistar.es pop3s://pop3.movistar.es smtps://smtp.movistar.es",
    MU ("18a9b924d6d2b41a16b79da9b2c3934db25a9f1c", "movistar.es"), READ },
  { "sapo.pt",
    NULL,
    "imaps://imap.sapo.pt pop3s://pop.sapo.pt smtps://smtp.sapo.pt",
    MU ("0b07423f5fa7e67dda52ccf708b744e73a242ef0", "sapo.pt"), READ },
  { "btinternet.com btopenworld.com",
    NULL,
    "imaps://mail.btinternet.com pop3s://mail.btinternet.com smtps://mail.btinternet.com",
    MU ("0b07423f5fa7e67dda52ccf708b744e73a242ef0", "btinternet.com"), READ },
  { "virginmedia.com ntlworld.com virgin.net blueyonder.co.uk",
    NULL,
    "imaps://imap.virginmedia.com pop3s://pop3.virginmedia.com smtps://smtp.virginmedia.com",
    MU ("0b07423f5fa7e67dda52ccf708b744e73a242ef0", "virginmedia.com"), READ },
  { "talktalk.net",
    NULL,
    "imaps://mail.talktalk.net pop3s://mail.talktalk.net smtps://smtp.talktalk.net",
    MU ("0b07423f5fa7e67dda52ccf708b744e73a242ef0", "talktalk.net"), READ },
  { "kpnmail.nl kpnplanet.nl planet.nl wxs.nl hetnet.nl freeler.nl snelnet.net on.nl onsbrabantnet.nl onsmail.nl "
    "onsnet.nu onsneteindhoven.nl onsnetnuenen.nl xs4all.nl telfort.nl tip.nl tiscali.nl tiscalimail.nl",
    NULL,
    "imaps://imap.kpnmail.nl pop3s://pop.kpnmail.nl smtps://smtp.kpnmail.nl",
    TB ("1a5e560c67c163cbbefe563aa892c038ca18ae1f", "kpnmail.nl"), READ },
  { "ziggo.nl hahah.nl ziggomail.com casema.nl zinders.nl zeggis.nl zeggis.com razcall.nl razcall.com upcmail.nl "
    "chello.nl multiweb.nl home.nl quicknet.nl",
    NULL,
    "imaps://imap.ziggo.nl pop3s://pop.ziggo.nl submission://smtp.ziggo.nl",
    TB ("4de464fe93348c89944e57f092f12b62248f20f5", "ziggo.nl"), READ },
  { "proximus.be skynet.be belgacom.net kidcity.be",
    NULL,
    "imaps://imap.proximus.be pop3s://pop.proximus.be submission://relay.proximus.be",
    TB ("832a1484c0502a2807724cbd02ea7b498ee6acb0", "skynet.be"), READ },
  { "telenet.be pandora.be",
    NULL,
    "imaps://imap.telenet.be pop3s://pop.telenet.be smtps://smtp.telenet.be",
    MU ("18a9b924d6d2b41a16b79da9b2c3934db25a9f1c", "telenet.be"), READ },
  { "one.com",
    NULL,
    "imaps://imap.one.com smtps://send.one.com",
    TB ("b57df2b1f8bce05d8bc0bac660a2ea95fbc858eb", "one.com"), READ },
  { "runbox.com runbox.no rbx.run rbx.email offshore.rocks mailhouse.biz",
    NULL,
    "imaps://mail.runbox.com pop3s://mail.runbox.com submission://mail.runbox.com",
    MU ("0b07423f5fa7e67dda52ccf708b744e73a242ef0", "runbox.com"), READ },
  { "vivaldi.net",
    NULL,
    "imaps://imap.vivaldi.net pop3s://pop3.vivaldi.net smtps://smtp.vivaldi.net",
    TB ("5bb82e7368986b4acdf7f9109f95e13056916a8c", "vivaldi.net"), READ },
  { "inbox.lv",
    NULL,
    "imaps://mail.inbox.lv pop3s://mail.inbox.lv smtps://mail.inbox.lv",
    TB ("4494986a54f719d17b5810593a6b050b52b24da9", "inbox.lv"), READ },
  { "wp.pl",
    NULL,
    "imaps://imap.wp.pl pop3s://pop3.wp.pl smtps://smtp.wp.pl",
    MU ("18a9b924d6d2b41a16b79da9b2c3934db25a9f1c", "wp.pl"), READ },
  { "o2.pl go2.pl tlen.pl prokonto.pl",
    NULL,
    "imaps://poczta.o2.pl pop3s://poczta.o2.pl smtps://poczta.o2.pl",
    TB ("f4bb422fd5e8a71f0e825ff77ad9c2b81a67f256", "o2.pl"), READ },
  { "onet.pl op.pl vp.pl onet.eu poczta.onet.pl",
    NULL,
    "imaps://imap.poczta.onet.pl pop3s://pop3.poczta.onet.pl smtps://smtp.poczta.onet.pl",
    MU ("0b07423f5fa7e67dda52ccf708b744e73a242ef0", "onet.pl"), READ },
  { "interia.pl interia.eu poczta.fm vip.interia.pl intmail.pl interia.com interiowy.pl adresik.net pacz.to pisz.to "
    "ogarnij.se hub.pl",
    NULL,
    "imaps://poczta.interia.pl pop3s://poczta.interia.pl smtps://poczta.interia.pl",
    MU ("0b07423f5fa7e67dda52ccf708b744e73a242ef0", "interia.pl"), READ },
  { "seznam.cz post.cz",
    NULL,
    "imaps://imap.seznam.cz pop3s://pop3.seznam.cz smtps://smtp.seznam.cz",
    MU ("0b07423f5fa7e67dda52ccf708b744e73a242ef0", "seznam.cz"), READ },
  { "centrum.cz cbox.cz mujmail.cz",
    NULL,
    "imaps://imap.centrum.cz pop3s://pop3.centrum.cz smtps://smtp.centrum.cz",
    MU ("18a9b924d6d2b41a16b79da9b2c3934db25a9f1c", "centrum.cz"), READ },
  { "mail.ru bk.ru inbox.ru list.ru internet.ru",
    NULL,
    "imaps://imap.mail.ru pop3s://pop.mail.ru smtps://smtp.mail.ru",
    MU ("0b07423f5fa7e67dda52ccf708b744e73a242ef0", "mail.ru"), READ },
  { "yandex.ru yandex.com yandex.net yandex.by yandex.kz yandex.ua ya.ru narod.ru",
    NULL,
    "imaps://imap.yandex.com pop3s://pop.yandex.com smtps://smtp.yandex.com",
    TB ("9951bf24a6c105db149009e1bb7f27b513539005", "yandex.ru"), READ },
  { "rambler.ru",
    NULL,
    "imaps://imap.rambler.ru pop3s://pop.rambler.ru smtps://smtp.rambler.ru",
    TB ("4de464fe93348c89944e57f092f12b62248f20f5", "rambler.ru"), READ },
  { "ukr.net",
    NULL,
    "imaps://imap.ukr.net pop3s://pop.ukr.net smtps://smtp.ukr.net",
    MU ("0b07423f5fa7e67dda52ccf708b744e73a242ef0", "ukr.net"), READ },
  { "zoho.com zohomail.com",
    NULL,
    "imaps://imap.zoho.com pop3s://pop.zoho.com smtps://smtp.zoho.com",
    TB ("0415b0102f9e73e3701f980543c62e0bfef2e61d", "zoho.com"), READ },
  { "fastmail.com fastmail.fm",
    "messagingengine.com",
    "imaps://imap.fastmail.com pop3s://pop.fastmail.com smtps://smtp.fastmail.com",
    MU ("0b07423f5fa7e67dda52ccf708b744e73a242ef0", "fastmail.com") " "
    TB ("9951bf24a6c105db149009e1bb7f27b513539005", "messagingengine.com"), READ },
  { "migadu.com",
    "aspmx1.migadu.com aspmx2.migadu.com",
    "imaps://imap.migadu.com smtps://smtp.migadu.com",
    TB ("875579391cde41c379a95dee5ae845fa6e8ccacf", "migadu.com"), READ },
  { "purelymail.com",
    NULL,
    "imaps://mailserver.purelymail.com smtps://mailserver.purelymail.com",
    TB ("bb43fc5e90a54ebe273bea4451ecfde552ea5dd9", "purelymail.com"), READ },
  { "emailsrvr.com",
    "emailsrvr.com",
    "imaps://secure.emailsrvr.com smtps://secure.emailsrvr.com",
    TB ("8fcab30b1d8bb46dd909e7daaf036439851fbc62", "emailsrvr.com"), READ },
  { "qq.com",
    NULL,
    "imaps://imap.qq.com smtps://smtp.qq.com",
    TB ("9951bf24a6c105db149009e1bb7f27b513539005", "qq.com"), READ },
  { "naver.com",
    NULL,
    "imaps://imap.naver.com pop3s://pop.naver.com smtps://smtp.naver.com",
    TB ("0cd708a5ee8c3a474b367eb2b8da0a34109236b0", "naver.com"), READ },
  { "daum.net",
    NULL,
    "imaps://imap.daum.net smtps://smtp.daum.net",
    TB ("0535a73273c3ae168887fdf5cce682d64412536a", "daum.net"), READ },
  { "ocn.ne.jp ocn.ad.jp",
    NULL,
    "pop3s://pop.ocn.ne.jp smtps://smtp.ocn.ne.jp",
    TB ("b57df2b1f8bce05d8bc0bac660a2ea95fbc858eb", "ocn.ne.jp"), READ },
  { "rediffmail.com",
    NULL,
    "pop3s://pop.rediffmail.com smtps://smtp.rediffmail.com",
    TB ("af7643b4f11abcd283f02408c832e496d4a73f30", "rediffmail.com"), READ },
  { "bigpond.com bigpond.net.au telstra.com bigpond.net",
    NULL,
    "imaps://imap.telstra.com pop3s://pop.telstra.com smtps://smtp.telstra.com",
    TB ("4de464fe93348c89944e57f092f12b62248f20f5", "bigpond.com"), READ },
  { "optusnet.com.au",
    NULL,
    "imaps://mail.optusnet.com.au pop3s://mail.optusnet.com.au smtps://mail.optusnet.com.au",
    MU ("18a9b924d6d2b41a16b79da9b2c3934db25a9f1c", "optusnet.com.au"), READ },
  { "xtra.co.nz",
    NULL,
    "imaps://imap.xtra.co.nz pop3s://pop3.xtra.co.nz smtps://send.xtra.co.nz",
    MU ("0b07423f5fa7e67dda52ccf708b744e73a242ef0", "xtra.co.nz"), READ },
  { "singnet.com.sg",
    NULL,
    "imap://imap.singnet.com.sg pop3s://pop3.singnet.com.sg submission://smtp.singnet.com.sg",
    MU ("18a9b924d6d2b41a16b79da9b2c3934db25a9f1c", "singnet.com.sg"), READ },
  { "mweb.co.za",
    NULL,
    "imaps://imap.mweb.co.za pop3s://pop3.mweb.co.za smtps://smtpauth.mweb.co.za",
    MU ("0b07423f5fa7e67dda52ccf708b744e73a242ef0", "mweb.co.za"), READ },
  { "uol.com.br",
    NULL,
    "imaps://imap.uol.com.br pop3s://pop3.uol.com.br submission://smtps.uol.com.br",
    TB ("4494986a54f719d17b5810593a6b050b52b24da9", "uol.com.br"), READ },
};
/* clang-format on */

/* `name` is one of the words, or, with `below`, stands below one of them. */
static gboolean
is_among (const char *words, const char *name, gboolean below)
{
  gsize whole = strlen (name);

  for (gsize length; words != NULL && *words != '\0'; words += length + (words[length] == ' '))
    {
      length = strcspn (words, " ");
      if (length > whole || g_ascii_strncasecmp (words, name + whole - length, length) != 0)
        continue;
      if (length == whole || (below && name[whole - length - 1] == '.'))
        return TRUE;
    }
  return FALSE;
}

const MsProvider *
ms_provider_of_domain (const char *domain)
{
  for (guint i = 0; i < G_N_ELEMENTS (providers); i++)
    if (is_among (providers[i].domains, domain, FALSE))
      return &providers[i];
  return NULL;
}

const MsProvider *
ms_provider_of_mx (const char *host)
{
  for (guint i = 0; i < G_N_ELEMENTS (providers); i++)
    if (is_among (providers[i].mx, host, TRUE))
      return &providers[i];
  return NULL;
}

const MsProvider *
ms_providers (guint *ret_n)
{
  *ret_n = G_N_ELEMENTS (providers);
  return providers;
}
