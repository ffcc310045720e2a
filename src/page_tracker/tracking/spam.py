"""Domains that spam referrers, to appear in other people's statistics.

These are the long-known ones of the public-domain list that Matomo's community keeps
(matomo-org/referrer-spam-list); no maintained package contains it. Settings may add
more.
"""

SPAM_DOMAINS = frozenset("""
    0n-line.tv 100dollars-seo.com 12masterov.com 1-free-share-buttons.com
    4webmasters.org 7makemoneyonline.com acunetix-referrer.com adcash.com alfabot.xyz
    amazon-seo-service.com analytics-ads.xyz anticrawler.org auto-seo-service.org
    autoseo-traffic.com baixar-musicas-gratis.com best-seo-offer.com
    best-seo-software.xyz best-seo-solution.com bestwebsitesawards.com
    blackhatworth.com blogseo.xyz bot-traffic.icu bot-traffic.xyz bottraffic.live
    bottraffic143.xyz bottraffic329.xyz bottraffic4free.club bottraffic4free.host
    bottraffic999.xyz buttons-for-website.com buttons-for-your-website.com cenokos.ru
    cenoval.ru cheap-trusted-backlinks.com cityadspix.com copyrightclaims.org
    dailyrank.net darodar.com descargar-musica-gratis.net domain-tracker.com
    domination.ml e-buyeasy.com e-commerce-seo.com econom.co event-tracking.com
    fbdownloader.com fix-website-errors.com floating-share-buttons.com
    free-fb-traffic.com free-floating-buttons.com free-share-buttons.com
    free-social-buttons.com free-social-buttons.xyz free-traffic.xyz
    free-video-tool.com free-website-traffic.com get-free-social-traffic.com
    get-free-traffic-now.com get-seo-help.com get-your-social-buttons.info
    ghostvisitor.com gobongo.info google-liar.ru googlemare.com googlsucks.com
    guardlink.org hosting-tracker.com howtostopreferralspam.eu hulfingtonpost.com
    humanorightswatch.org hundejo.com ilikevitaly.com iloveitaly.ro iloveitaly.ru
    ilovevitaly.co ilovevitaly.com ilovevitaly.info ilovevitaly.org ilovevitaly.ru
    increasewwwtraffic.info iskalko.ru kabbalah-red-bracelets.com kambasoft.com
    keywords-monitoring-success.com landoftracking.com lumb.co luxup.ru
    makemoneyonline.com masterseek.com monetizationking.net o-o-11-o-o.com
    o-o-6-o-o.com o-o-6-o-o.ru o-o-8-o-o.com o-o-8-o-o.ru priceg.com qwesa.ru
    rank-checker.online rankings-analytics.com ranksonic.info ranksonic.net
    ranksonic.org resell-seo-services.com sanjosestartups.com savetubevideo.com
    search-error.com semalt.com semaltmedia.com seo-2-0.com seo-platform.com
    seo-services-b2b.com seocheckupx.com share-buttons-for-free.com share-buttons.xyz
    sharebutton.io sharebutton.net sharebutton.to simple-share-buttons.com
    site-auditor.online sitevaluation.org slow-website.xyz social-button.xyz
    social-buttons-ii.xyz social-buttons.com social-traffic-1.xyz
    social-traffic-2.xyz social-traffic-3.xyz social-traffic-4.xyz
    social-traffic-5.xyz social-traffic-7.xyz social-widget.xyz socialbuttons.xyz
    soaksoak.ru success-seo.com superiends.org theguardlan.com top1-seo-service.com
    topseoservices.co track-rankings.online traffic-cash.xyz traffic2cash.org
    traffic2cash.xyz traffic2money.com trafficgenius.xyz trafficmonetize.org
    trafficmonetizer.org uptime-as.net uptime-eu.net uptime-us.net uptimechecker.com
    video--production.com videos-for-your-business.com vodkoved.ru web-revenue.xyz
    webmaster-traffic.com webmonetizer.net website-analytics.online
    website-analyzer.info website-speed-check.site website-speed-checker.site
    websites-reviews.com wordpress-crew.net xtrafficplus.com ykecwqlixx.ru
    yourserverisdown.com zvetki.ru
    """.split())
"""Host names in ASCII and lower case; each includes all hosts below it."""
