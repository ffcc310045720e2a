{let o=document,r=location,g=self.navigation,{referrer}=o,{maxTouchPoints:touch_points,brave,webdriver}=navigator,site,path,c,l,a,t,y=new Date,
{src:d,dataset:h}=o.currentScript||[...o.scripts].find(e=>e.src&&!/eval/.test(t=Error().stack)&&t.includes(e.src))||r,
p=async(event,e)=>{try{e=localStorage["page-tracker"]}catch{}
e={localhost:/^($|\[|127\.)|localhost$/.test(r.hostname),frames:top!=self,webdriver,off:e=="off"}
for(let s in e)if(e[s]&&!(s in h))return
e=JSON.stringify({event,site,path,title:o.title,referrer,width:innerWidth,touch_points,brave:!!brave})
referrer=origin
try{e=await(await fetch(l,{keepalive:1,method:"post",body:e})).json()
if(e=e.reason||e.detail)console.warn("page-tracker: "+e,site)}catch{o.hidden||navigator.sendBeacon(l,e)}},
u=(e,s)=>{if(o.body){s=/^#page-tracker-(ignore|count)$/.test(r.hash)
if(!s&&b()!=a&&!g?.transition&&!o.prerendering&&(!o.hidden||"hidden"in h)){path=b()
try{e=new URL(!a&&o.querySelector("[rel=canonical]").href)
if([r.host,site].includes(e.host))path=b(e)}catch{}
a=b()
t=0;r.search.replace(/utm_[^&]+/g,e=>path=path.replace(/$|\?/,"?"+e+"&"))
c=p()}
if(s||o.querySelector("[data-page-tracker-views],[data-page-tracker-visitors],[data-page-tracker-site-views]"))import(d+"?more").then(e=>e.default(l,site,path,c),e=>e)}},
i=(e,s,n)=>{if(2>e.button){s=e.target.closest?.("a")
n="events"in h&&e.target.closest?.("[data-page-tracker-event]")?.dataset.pageTrackerEvent||"outbound"in h&&s?.host&&s.host!=r.host&&s.host+s.pathname
n&&p(n)}else{e.persisted?a=0:/^rep/.test(e.navigationType)&&a&&!t&&(h.replace?h.replace>"d":new Date-y<1e3||a.split("?")[0]==b().split("?")[0])?a=b():t=b()!=a
setTimeout(u,127)}},
b=(e=r)=>e.pathname+("hash"in h?r.hash.replace(/./,"/"):e.search)
try{site=h.site||r.host
l=new URL("api/v1/views",d);(self[t=Symbol.for(l+site)]||=(g?.currentEntry?["currententrychange","navigatesuccess"].map(e=>g.addEventListener(e,i)):["pushState","replaceState"].map((e,s)=>{s=history[e]
history[e]=(...f)=>{t=b()!=a
s.apply(history,f)
i({navigationType:e})}}),["pageshow","scroll"].map(e=>addEventListener(e,e=>y=new Date,1)),["pageshow","visibilitychange","prerenderingchange","popstate","auxclick","click"].map(e=>addEventListener(e,i,1)),u(),i))(r)}catch{console.warn("page-tracker: use <script src>")}}
