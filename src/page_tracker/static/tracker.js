{let d=document,l=location,{currentScript:{src:b,dataset:o},referrer}=d,{site=l.host}=o,y,path,
f=async(e,body)=>(await fetch(new URL("api/v1/"+e,b),{cache:"reload",body,method:body&&"post",keepalive:1})).json(),
s=(t,event,e)=>{try{e=localStorage["page-tracker"]}catch{}e={localhost:/^($|\[|127\.)|localhost$/.test(l.hostname),frames:top!=self,webdriver:navigator.webdriver,off:e=="off"}
for(let t in e)if(e[t]&&!(t in o))return
e=JSON.stringify({event,site,path,title:d.title,referrer})
referrer=origin
return!t&&navigator.sendBeacon?.(new URL("api/v1/views",b),e)||f("views",e)},
v=async(e,t,i)=>{if(!d.body||a()==y||d.hidden&&!("hidden"in o))return
path=a()
try{e=new URL(!y&&d.querySelector("[rel=canonical]").href)
if(e.host==l.host||e.host==site)path=a(e)}catch{}
y=a()
l.search.replace(/utm_[^&]+/g,e=>path=path.replace(/$|\?/,"?"+e+"&"))
i=["site-views","views","visitors"].map(t=>[...d.querySelectorAll("[data-page-tracker-"+t+"]")].map(e=>[e,t,e.getAttribute("data-page-tracker-"+t)||path])).flat()
try{await s(i[0])
e=i[0]&&(await f("sites/"+site+"/pages?"+new URLSearchParams(i.map(e=>["path",e[2]])))).pages
for(let[t,r]of i)t.textContent=e.shift()[r]??(await f("sites/"+site)).views}catch{}},
h=(e,t,i)=>{if(2>e.button){t=e.target.closest?.("a")
i="events"in o&&e.target.closest?.("[data-page-tracker-event]")?.getAttribute("data-page-tracker-event")||"outbound"in o&&t?.host&&t.host!=l.host&&t.host+t.pathname
i&&s(0,i)}else{if(e.persisted)y=0
setTimeout(v,127)}},
a=(e=l)=>e.pathname+("hash"in o?l.hash.replace(/./,"/"):e.search);["pushState","replaceState"].map((e,t,i)=>{i=history[e]
history[e]=(...r)=>{e=t&&a()==y&&l.pathname+l.hash
i.apply(history,r)
if(e==l.pathname+l.hash)y=a()
h(r)}})
for(let e of["pageshow","visibilitychange","auxclick","click","popstate"])addEventListener(e,h,1)
v()}
