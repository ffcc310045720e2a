{let n=document,s=location,{currentScript:{dataset:w,src:d},referrer}=n,{site=s.host}=w,c,path,
S=async(e,body)=>(await fetch(new URL("api/v1/"+e,d),{cache:"reload",body,method:body&&"post",keepalive:1})).json(),f=(t,event,e)=>{try{e=localStorage["page-tracker"]}catch{}e={off:e=="off",webdriver:navigator.webdriver,localhost:/^(127\.|\[|$)|localhost$/.test(s.hostname),frames:self!=top}
for(let t in e)if(e[t]&&!(t in w))return
e=JSON.stringify({site,event,width:screen.width,path,title:n.title,referrer})
referrer=origin
return!t&&navigator.sendBeacon?.(new URL("api/v1/views",d),e)||S("views",e)},i=async(e,t,r)=>{if(!n.body||p()==c||n.hidden&&!("hidden"in w))return
path=p()
try{e=new URL(!c&&n.querySelector("[rel=canonical]").href)
if(e.host==site||e.host==s.host)e.search+=s.search.replace(/[?&]((?!utm)[^&]+)?/g,"&"),path=p(e)}catch{}
c=p()
r=["site-views","views","visitors"].map(t=>[...n.querySelectorAll("[data-page-tracker-"+t+"]")].map(e=>[e,t,e.getAttribute("data-page-tracker-"+t)||path])).flat()
try{await f(r[0])
e=r[0]&&(await S("sites/"+site+"/pages?"+new URLSearchParams(r.map(e=>["path",e[2]])))).pages
for(let[t,a]of r)t.textContent=e.shift()[a]??(await S("sites/"+site)).views}catch{}},p=(e=s)=>e.pathname+("hash"in w?s.hash.replace(/./,"/"):"")+e.search,o=(e,t,r)=>{if(2>e.button){t=e.target.closest?.("a")
r="events"in w&&e.target.closest?.("[data-page-tracker-event]")?.getAttribute("data-page-tracker-event")||"outbound"in w&&t?.host&&t.host!=s.host&&t.host+t.pathname
r&&f(0,r)}else{if(e.persisted)c=0
setTimeout(i,100)}};["pushState","replaceState"].map((e,t,r)=>{r=history[e]
history[e]=(...a)=>{e=t&&p()==c
r.apply(history,a)
if(e)c=c.split("?")[0]+s.search
o(a)}})
for(let e of["popstate","auxclick","click","pageshow","visibilitychange"])addEventListener(e,o,1)
i()}
