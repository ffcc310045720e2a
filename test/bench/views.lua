-- Views as browsers send them; a script of wrk's: https://github.com/wg/wrk/blob/master/SCRIPTING
-- The requests are written beforehand, so that under load each costs one look-up.

local SITE = "example.com"
local PAGES, PREPARED = 1000, 8192

-- Ten browsers in fifty versions: five hundred user agents.
local VERSIONS = 50
local BROWSERS = {
  "(Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/{new}.0.0.0 Safari/537.36",
  "(Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/{new}.0.0.0 Safari/537.36",
  "(X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/{new}.0.0.0 Safari/537.36",
  "(Linux; Android 10; K) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/{new}.0.0.0 Mobile Safari/537.36",
  "(Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/{new}.0.0.0 Safari/537.36 Edg/{new}.0.0.0",
  "(Windows NT 10.0; Win64; x64; rv:{new}.0) Gecko/20100101 Firefox/{new}.0",
  "(X11; Ubuntu; Linux x86_64; rv:{new}.0) Gecko/20100101 Firefox/{new}.0",
  "(Android 14; Mobile; rv:{new}.0) Gecko/{new}.0 Firefox/{new}.0",
  "(iPhone; CPU iPhone OS {major}_{minor} like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/{major}.{minor} Mobile/15E148 Safari/604.1",
  "(Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/{major}.{minor} Safari/605.1.15",
}
local REFERRERS = {
  "", "", "", "",
  "https://www.google.com/", "https://www.google.de/", "https://www.bing.com/", "https://duckduckgo.com/",
  "https://news.ycombinator.com/item?id=41000000", "https://old.reddit.com/r/programming/comments/1abcde/",
  "https://t.co/AbCdEfGhIj", "https://www.linkedin.com/", "https://l.facebook.com/", "https://mastodon.social/",
  "https://github.com/example/project", "https://blog.example.net/2026/11/links", "https://dev.to/someone/a-post",
  "https://www.example.org/weekly/128",
}
local LANGUAGES = { "en-US", "en-GB", "de-DE", "fr-FR", "es-ES", "pt-BR", "ja-JP", "zh-CN" }
local WIDTHS = { 360, 390, 414, 768, 1280, 1440, 1536, 1920, 2560 }
local BODY = '{"site":"%s","path":"%s","referrer":"%s","title":"%s","width":%d,"language":"%s"}'

local function any(list)
  return list[math.random(#list)]
end

local function user_agent()
  local version = math.random(0, VERSIONS - 1)
  local numbers = { new = 90 + version, major = 13 + math.floor(version / 10), minor = version % 10 }
  return "Mozilla/5.0 " .. any(BROWSERS):gsub("{(%w+)}", numbers)
end

local function prepared()
  local page = math.random(PAGES) - 1
  local path = page > 0 and ("/articles/%05d"):format(page) or "/"
  local language = any(LANGUAGES)
  local headers = {
    ["Accept-Language"] = language .. "," .. language:sub(1, 2) .. ";q=0.8",
    ["Content-Type"] = "application/json",
    ["User-Agent"] = user_agent(),
  }
  local body = BODY:format(SITE, path, any(REFERRERS), "Article " .. page, any(WIDTHS), language)
  return wrk.format("POST", nil, headers, body) -- to the path of the URL that wrk was given
end

local requests = {}

-- Each of wrk's threads has all of this for itself, and shall ask for other things.
local threads = 0
function setup(thread)
  threads = threads + 1
  thread:set("seed", threads)
end

function init()
  math.randomseed(seed)
  for place = 1, PREPARED do
    requests[place] = prepared()
  end
end

function request()
  return requests[math.random(PREPARED)]
end
