const dark =
  '--ground:#16181d;--raised:#1f2229;--text:#e8e8e8;--note:#b4b8c0;--line:#3a3e47;--link:#7cc4f2;--warn:#ffa366;--focus:#56b4e9;color-scheme:dark';

/** The looks of the page: light and dark, wide, narrow, and on paper. */
export const pageStyle = `
:root{--ground:#fff;--raised:#f6f7f9;--text:#1d2026;--note:#565b66;--line:#d9dce2;--link:#00589c;--warn:#9a3b00;--focus:#0072b2}
@media screen and (prefers-color-scheme:dark){:root:not([data-theme=light]){${dark}}}
@media screen{:root[data-theme=dark]{${dark}}:root[data-theme=light]{color-scheme:light}}
*{box-sizing:border-box}
html{scroll-padding-top:1rem}
body{margin:0;background:var(--ground);color:var(--text);font:16px/1.55 system-ui,'DejaVu Sans',sans-serif;overflow-wrap:break-word}
.frame{max-width:60rem;margin:0 auto;padding:1.5rem 1rem 4rem}
@media (min-width:75rem){
.frame{max-width:80rem;display:grid;grid-template-columns:14rem minmax(0,1fr);column-gap:3rem}
header{grid-column:2}
nav{grid-column:1;grid-row:1/span 2;position:sticky;top:1.5rem;align-self:start;max-height:calc(100vh - 3rem);overflow:auto}
main{grid-column:2}
}
a{color:var(--link)}
:focus-visible{outline:2px solid var(--focus);outline-offset:2px}
.skip{position:absolute;left:-999rem}
.skip:focus{left:1rem;top:1rem;background:var(--ground);padding:.5rem;z-index:2}
.unseen{position:absolute;width:1px;height:1px;margin:-1px;overflow:hidden;clip-path:inset(50%);white-space:nowrap}
[hidden]{display:none!important}
h1{font-size:1.9rem;line-height:1.25;margin:0 0 .75rem}
h2{font-size:1.4rem;line-height:1.3;margin:3rem 0 .75rem;padding-top:.75rem;border-top:1px solid var(--line)}
main section:first-child h2{margin-top:1.5rem}
h3{font-size:1.15rem;margin:2.25rem 0 .5rem}
h4{font-size:1rem;margin:1.5rem 0 .5rem}
p,ul,pre{margin:.75rem 0}
p,li{max-width:46rem}
ul{padding-left:1.25rem}
li{margin:.35rem 0}
code,pre{font-family:ui-monospace,'DejaVu Sans Mono',monospace;font-size:.875em}
pre{background:var(--raised);border:1px solid var(--line);border-radius:6px;padding:.75rem 1rem;white-space:pre-wrap;overflow-wrap:anywhere}
nav{font-size:.9rem}
nav ul{list-style:none;margin:0;padding:0;display:flex;flex-wrap:wrap;gap:.25rem 1rem}
nav a{text-decoration:none}
nav a:hover{text-decoration:underline}
nav li{margin:.15rem 0}
@media (min-width:75rem){nav ul{display:block}}
#abstract{background:var(--raised);border:1px solid var(--line);border-radius:8px;padding:.5rem 1.25rem;margin-top:1.25rem}
#abstract h2{border:0;margin:.5rem 0;padding:0}
#theme{float:right;margin:.25rem 0 .5rem 1rem}
button,.views span{font:inherit;font-size:.875rem;color:var(--text);background:var(--raised);border:1px solid var(--line);border-radius:6px;padding:.3rem .75rem;cursor:pointer}
button:hover,.views span:hover{border-color:var(--note)}
button[aria-pressed=true],.views input:checked+span{background:var(--text);color:var(--ground);border-color:var(--text)}
.scroller{overflow-x:auto;margin:1rem 0}
table{border-collapse:collapse;font-size:.875rem;font-variant-numeric:tabular-nums}
caption{text-align:left;padding-bottom:.5rem}
caption span{display:block;position:sticky;left:0;max-width:min(46rem,calc(100vw - 2rem))}
th,td{padding:.3rem .75rem .3rem 0;text-align:left;vertical-align:top;border-bottom:1px solid var(--line)}
th:last-child,td:last-child{padding-right:0}
thead th{border-bottom:2px solid var(--line);vertical-align:bottom;color:var(--note);font-weight:600}
tbody th{font-weight:400}
.number{text-align:right;white-space:nowrap}
thead .number{white-space:normal}
.word{white-space:nowrap}
thead .word{white-space:normal}
.long{white-space:normal;min-width:20rem;max-width:30rem}
.unproven{color:var(--warn)}
figure{margin:1.25rem 0 1.75rem}
.controls{display:flex;flex-wrap:wrap;gap:.5rem 1.5rem;margin-bottom:.5rem}
.views{border:0;padding:0;margin:0;display:flex}
.views input{position:absolute;opacity:0}
.views label:first-of-type span{border-radius:6px 0 0 6px}
.views label:last-of-type span{border-radius:0 6px 6px 0;margin-left:-1px}
.views span{display:block}
.views input:focus-visible+span{outline:2px solid var(--focus);outline-offset:2px}
.tests{display:flex;flex-wrap:wrap;align-items:center;gap:.35rem;font-size:.875rem;color:var(--note)}
.tests:empty{display:none}
.plot{border-radius:4px}
.plot svg,.still{display:block;max-width:100%;height:auto}
.still{background:#fff}
.plot .pointed{stroke-width:5px}
figcaption{font-size:.9rem;color:var(--note);max-width:46rem;margin-top:.5rem}
figcaption strong{color:var(--text)}
details{margin-top:.5rem;font-size:.9rem}
summary{cursor:pointer;color:var(--link)}
.drawn .still{display:none}
#vg-tooltip-element{visibility:hidden;position:fixed;z-index:3;max-width:20rem;padding:.5rem .7rem;background:var(--ground);color:var(--text);border:1px solid var(--note);border-radius:6px;box-shadow:0 2px 8px #0003;font-size:.8125rem;pointer-events:none}
#vg-tooltip-element.visible{visibility:visible}
#vg-tooltip-element td{border:0;padding:.1rem .6rem .1rem 0}
#vg-tooltip-element .key{color:var(--note)}
@media print{
:root{--raised:#fff;--text:#000;--note:#333;--line:#999;--link:#000;--warn:#000}
body{font-size:10pt}
.frame{display:block;max-width:none;padding:0}
nav,#theme,.controls,.plot,details,.skip,#vg-tooltip-element{display:none!important}
.chart .still{display:block!important;max-height:14cm}
h2,h3,h4{break-after:avoid}
figure,tr,pre{break-inside:avoid}
.scroller{overflow:visible}
table{font-size:7.5pt;width:100%}
th,td{overflow-wrap:anywhere}
.word,.long,.number{white-space:normal;min-width:0}
caption span{max-width:none}
}
`;
