"""Aliases: what device-detector calls browsers, systems and devices, in our names."""

BROWSERS = {
    "Chrome Mobile": "Chrome",
    "Chrome Mobile iOS": "Chrome",
    "Chrome Webview": "Chrome",
    "DuckDuckGo Privacy Browser": "DuckDuckGo",
    "Facebook Browser": "Facebook",
    "Firefox Mobile": "Firefox",
    "Firefox Mobile iOS": "Firefox",
    "Huawei Browser Mobile": "Huawei Browser",
    "IE Mobile": "Internet Explorer",
    "Mi Browser": "MIUI Browser",
    "Microsoft Edge": "Edge",
    "Mobile Safari": "Safari",
    "Mobile Silk": "Amazon Silk",
    "Nokia OSS Browser": "Nokia Browser",
    "Openwave Mobile Browser": "UP.Browser",
    "Opera Devices": "Opera",
    "Opera GX": "Opera",
    "Opera Mini iOS": "Opera Mini",
    "Opera Mobile": "Opera",
    "Opera Next": "Opera",
    "Opera Touch": "Opera",
    "Puffin Web Browser": "Puffin",
    "QQ Browser Lite": "QQ Browser",
    "QQ Browser Mini": "QQ Browser",
    "Samsung Browser": "Samsung Internet",
    "UC Browser HD": "UC Browser",
    "UC Browser Mini": "UC Browser",
    "UC Browser Turbo": "UC Browser",
    "Yandex Browser Lite": "Yandex Browser",
}

_LINUXES = (
    *("Arch Linux", "CentOS", "Debian", "Fedora", "GNU/Linux", "Gentoo", "Kubuntu"),
    *("Mandriva", "Mint", "Red Hat", "SUSE", "Slackware", "Ubuntu", "VectorLinux"),
)
# Editions of Android, which agents call "Android".
_ANDROIDS = (
    *("Android TV", "CyanogenMod", "Fire OS", "Lineage OS", "Meta Horizon", "MIUI"),
    *("MocorDroid", "Smartisan OS", "Wear OS", "YaOS", "YunOS"),
)
SYSTEMS = {
    **dict.fromkeys(_LINUXES, "Linux"),
    **dict.fromkeys(_ANDROIDS, "Android"),
    "Chrome OS": "ChromeOS",
    "Mac": "macOS",
    "iPadOS": "iOS",
}

DEVICES = {
    "desktop": "desktop",
    "feature phone": "mobile",
    "phablet": "mobile",
    "smartphone": "mobile",
    "tablet": "tablet",
    "tv": "tv",
}
"""Those that the service has a class for."""
