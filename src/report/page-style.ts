const light = `
--paper:#fff;--wash:#f6f5f2;--ink:#1a1d21;--soft:#555d66;--faint:#8b939b;--rule:#e2e3e1;
--accent:#24507a;--band:rgb(36 80 122/.15);--band-all:rgb(36 80 122/.065);
--line:#cfd2d3;--mark-line:#8b939b;--interval:#c3c6c8;--pale:#bcc0c3;
--lasting:#0f766e;--lasting-tint:#a9cfcc;--fading:#d08700;--no-effect:#8d949b;--harmful:#cf4a2c;--unknown:#c3c8cc;
--reach-aim:#d5e0ea;--reach-engage:#b5c8da;--reach-learn:#94afc9;--reach-do:#7296b6;--reach-matter:#547ea4;--reach-last:#3b6790;--reach-pay:#24507a;`;

const dark = `
--paper:#15181b;--wash:#1d2125;--ink:#e9ebec;--soft:#a9b1b8;--faint:#7a838b;--rule:#2d3338;
--accent:#8fb8de;--band:rgb(143 184 222/.22);--band-all:rgb(143 184 222/.1);
--line:#3a4147;--mark-line:#7a838b;--interval:#565c62;--pale:#4a5157;
--lasting:#35b3a4;--lasting-tint:#20504d;--fading:#e3a63c;--no-effect:#7f878e;--harmful:#f0765a;--unknown:#4a525a;
--reach-aim:#24303b;--reach-engage:#30465a;--reach-learn:#3d5a75;--reach-do:#4d708f;--reach-matter:#6087aa;--reach-last:#769fc4;--reach-pay:#8fb8de;`;

const frame = `
*,*::before,*::after{box-sizing:border-box}
html{scroll-behavior:smooth;-webkit-text-size-adjust:100%;text-size-adjust:100%}
body{margin:0;background:var(--paper);color:var(--ink);font:400 16px/1.5 'Inter Variable',Inter,system-ui,sans-serif;font-variant-numeric:tabular-nums;overflow-wrap:break-word}
main{max-width:68rem;margin:0 auto;padding:3.25rem 3rem 6rem}
section{min-width:0}
h1,h2,h3,.answer,.wordmark{font-family:'Source Serif 4 Variable','Source Serif 4',Georgia,serif;font-weight:500}
h1{font-size:46px;line-height:1.15;letter-spacing:-.02em;margin:0 0 .7rem}
h2{font-size:21px;line-height:1.3;margin:0 0 .75rem;text-wrap:balance}
h3{font-size:21px;line-height:1.3;margin:3.25rem 0 1rem}
h4{font-size:15px;font-weight:600;margin:1.75rem 0 .35rem}
p{margin:0 0 .6rem;max-width:46rem}
a{color:inherit;text-decoration-color:var(--faint);text-decoration-thickness:1px;text-underline-offset:.22em}
a:hover{text-decoration-color:currentColor;text-decoration-thickness:2px}
:focus-visible{outline:2px solid var(--accent);outline-offset:3px;border-radius:2px}
code{font:13px/1.5 ui-monospace,SFMono-Regular,Menlo,Consolas,monospace;background:var(--wash);padding:.1rem .35rem;border-radius:3px;overflow-wrap:anywhere}
s{text-decoration-color:var(--harmful);text-decoration-thickness:1.5px}
ul,ol{padding:0;margin:0;list-style:none}
figure{margin:0}
svg{display:block;max-width:100%}
.unseen{position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%);white-space:nowrap}
.skip{position:absolute;left:1rem;top:-4rem;background:var(--paper);padding:.4rem .7rem;z-index:1}
.skip:focus{top:.6rem}
#_patterns{position:absolute}
.note,figcaption,.before-after,.crumbs{color:var(--soft);font-size:14px}
.masthead{display:flex;gap:1rem 2rem;justify-content:space-between;align-items:baseline;flex-wrap:wrap;padding:1rem 3rem;border-bottom:1px solid var(--rule)}
.masthead p{margin:0}
.wordmark{font-size:19px;font-weight:600;letter-spacing:-.01em}
.wordmark span{color:var(--soft);font-weight:500}
.whose{font-size:14px}.whose .until{color:var(--soft);margin-left:.75rem}
.answer{font-size:21px;line-height:1.5;max-width:46rem;margin:0 0 1.1rem;text-wrap:pretty}
.answer strong{font-weight:600}
.answer .swatch{display:inline-block;vertical-align:-.02em;margin-right:.15rem}
button{font:inherit;color:inherit;background:none;border:0;padding:0;cursor:pointer}
[hidden]{display:none!important}
`;

const bar = `
.money{margin-top:2rem}
.switch{display:flex;gap:1.25rem;margin-bottom:.5rem;font-size:14px}
.switch button{color:var(--soft);padding:.2rem 0;border-bottom:2px solid transparent}
.switch button:hover{color:var(--ink)}
.switch button[aria-pressed=true]{color:var(--ink);font-weight:600;border-color:var(--ink)}
.bar-title{font-size:14px;font-weight:600;margin:0 0 .4rem}
.js .bar-title{display:none}
.upright{display:none}
.bar .cut{stroke:var(--paper);stroke-width:2}
.js .bar .piece{cursor:pointer}
.leaders line{stroke:var(--mark-line);stroke-width:1}
.labels{display:grid;font-size:14px;line-height:1.4;row-gap:.4rem}
.labels li{padding-right:.5rem;min-width:0}
.labels strong,.labels a,.labels .note{display:block}
.labels strong{font-weight:600}
.labels a{text-decoration-color:transparent}
.labels a:hover{text-decoration-color:currentColor}
.labels .note{font-size:13px}
.outside{margin-top:1rem}
.fill-lasting,.fill-reach-held{fill:var(--lasting)}
.fill-conditional{fill:url(#hatch_conditional)}
.fill-fading{fill:var(--fading)}
.fill-no-effect{fill:var(--no-effect)}
.fill-harmful{fill:var(--harmful)}
.fill-cannot-tell,.fill-reach-not-known{fill:url(#hatch_unknown);stroke:var(--unknown)}
.fill-reach-aim{fill:var(--reach-aim)}.fill-reach-engage{fill:var(--reach-engage)}.fill-reach-learn{fill:var(--reach-learn)}
.fill-reach-do{fill:var(--reach-do)}.fill-reach-matter{fill:var(--reach-matter)}.fill-reach-last{fill:var(--reach-last)}.fill-reach-pay{fill:var(--reach-pay)}
.ground-conditional{fill:var(--lasting-tint)}.line-conditional{fill:var(--lasting)}
.ground-unknown{fill:var(--paper)}.line-unknown{fill:var(--unknown)}
`;

const rows = `
.programmes{margin-top:3.5rem}
.rows{width:100%;border-collapse:collapse;font-size:15px;margin-bottom:.9rem}
.rows th,.rows td{text-align:left;vertical-align:middle;padding:.7rem .8rem .7rem 0;border-bottom:1px solid var(--rule)}
.rows th:last-child,.rows td:last-child{padding-right:0}
.rows thead th{font-weight:400;font-size:13px;color:var(--soft);vertical-align:bottom;padding-bottom:.4rem}
.rows .number{text-align:right;white-space:nowrap}
.rows tbody th{font-weight:500;max-width:17rem;line-height:1.4}
.rows .note{display:block;font-weight:400;font-size:13px}
.rows td:last-child{width:9.5rem}
.rows td:nth-child(3){width:140px}.rows td.interval{width:190px}
.rows td:nth-child(5){width:10.5rem}
.interval .note{margin-top:-.15rem}
.scale{display:grid;grid-template-columns:1fr auto 1fr;width:168px}
.scale span:last-child{text-align:right}
.verdict{display:flex;gap:.5rem;align-items:baseline}
.verdict .note{font-size:13px}
.verdict .swatch{flex:none;transform:translateY(2px)}
.showing{font-size:14px;color:var(--soft)}
.showing button{text-decoration:underline;text-underline-offset:.22em;color:var(--ink)}
.key{white-space:nowrap}.key svg{display:inline-block;vertical-align:-2px}
.dots{max-width:none;overflow:visible}
.dots .full{fill:var(--ink)}
.dots .ring{fill:none;stroke:var(--mark-line);stroke-width:1.5}
.dots .cross{fill:none;stroke:var(--harmful);stroke-width:2}
.dots .full.pale{fill:var(--pale)}
.dots .ring.pale,.dots .cross.pale{stroke:var(--pale)}
.pair:empty{display:none}
.pair{display:grid;grid-template-columns:repeat(auto-fit,minmax(20rem,1fr));gap:3rem;margin-top:3.5rem}
.next li{padding:.65rem 0;border-bottom:1px solid var(--rule)}
.next li:first-child{padding-top:0}
.next .note{display:block;font-size:14px}
`;

const programme = `
.programme{margin-top:6rem;padding-top:2.5rem;border-top:1px solid var(--ink);scroll-margin-top:0}
.crumbs{margin-bottom:.5rem}
.programme>h2{font-size:34px;line-height:1.2;letter-spacing:-.018em;margin-bottom:.9rem;font-weight:600;max-width:52rem}
.programme>h2 .question{display:block;font-weight:400;color:var(--soft)}
.before-after{margin-top:-.4rem;font-size:15px}
.chain-figure{margin-top:2rem}
.chain{display:grid;grid-template-columns:repeat(7,1fr);font-size:14px;line-height:1.4}
.chain li{position:relative;padding:1.7rem .8rem 0 0;min-width:0}
.chain .connector{position:absolute;left:21px;top:7px;width:calc(100% - 27px)}
.connector line{stroke:var(--line);stroke-width:1}
.chain .dots{position:absolute;left:-2px;top:0}
.chain strong{display:block;font-weight:600;font-size:15px}
.chain .evidence{color:var(--soft)}
.chain .after-broken strong{font-weight:500;color:var(--soft)}
.chain-figure figcaption{margin-top:1rem}
.curves{display:grid;grid-template-columns:minmax(0,640fr) minmax(0,310fr);gap:2.6rem}
.figure{min-width:0}
.narrow{display:none}
.plot{font:12px 'Inter Variable',Inter,system-ui,sans-serif;height:auto;fill:currentColor;overflow:visible}
.plot text{white-space:pre}
figcaption{margin-top:.5rem;max-width:46rem}
.turnover{display:block}
.tools{display:flex;flex-wrap:wrap;gap:.1rem 1.25rem;align-items:baseline;font-size:13px;margin-top:.5rem}
.tools details[open]{flex-basis:100%}
summary{cursor:pointer;width:fit-content}
.tools summary,.copy{color:var(--soft);padding:.25rem 0}
.tools summary:hover,.copy:hover{color:var(--ink)}
.copy{text-decoration:underline;text-decoration-color:var(--faint);text-underline-offset:.22em}
.condition{font-weight:500}
.data{border-collapse:collapse;font-size:14px;margin:.4rem 0 1.4rem;max-width:100%}
.data caption{text-align:left;color:var(--soft);padding-bottom:.3rem}
.data th,.data td{text-align:left;vertical-align:top;padding:.4rem 1.4rem .4rem 0;border-bottom:1px solid var(--rule);font-weight:400}
.data thead th{color:var(--soft);font-size:13px}
.data tbody th{font-weight:500}
.data .number{text-align:right;white-space:nowrap}
.refusal{background:var(--wash);border-radius:3px;padding:1.25rem 1.4rem;max-width:46rem;margin:0 0 .75rem}
.refusal p:last-child{margin-bottom:0}
.refusal .what{font-weight:600;margin-bottom:.25rem}
.how{margin-top:2.75rem;padding-top:1rem;border-top:1px solid var(--rule)}
.how>summary{font-weight:500;font-size:15px;margin-bottom:.75rem}
.how p,.how ul{font-size:15px;max-width:46rem}
.how ul li{padding:.2rem 0}
.check{display:grid;grid-template-columns:4.75rem 1fr;gap:.5rem}
.check strong{font-weight:500}
.check.passed strong{color:var(--soft)}
.check.failed strong{font-weight:650}
`;

const phone = `
@media screen and (max-width:61.99rem){
.lying{display:none}.upright{display:flex}
.money-bar{display:grid;grid-template-columns:auto 1fr;column-gap:.35rem}
.money-bar .bar-title,.money-bar .tools{grid-column:1/-1}
.labels{row-gap:0;align-content:start}.labels strong,.labels a{display:inline}
.labels li{line-height:1.35;padding-bottom:.4rem}
}
@media (max-width:61.99rem){.rows{font-size:14px}.rows td:nth-child(n){width:auto}.rows tbody th{min-width:9rem}main{padding-inline:2rem}.masthead{padding-inline:2rem}.curves{grid-template-columns:1fr}}
@media screen and (max-width:47.99rem){
main{padding:1.75rem 1rem 4rem}.masthead{padding:.9rem 1rem}
h1{font-size:34px}.answer{font-size:19px;line-height:1.45}.programme>h2{font-size:26px}
.whose .until{margin-left:0;display:block}
.rows,.rows tbody,.rows tr,.rows th,.rows td{display:block}
.rows thead{position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%)}
.rows tr{padding:.9rem 0;border-bottom:1px solid var(--rule)}
.rows tr[hidden]{display:none}
.rows th,.rows td{border:0;padding:.12rem 0}.rows .number{text-align:left}
.rows tbody th{max-width:none;min-width:0}
.pair{grid-template-columns:1fr;gap:2.5rem}
.chain{grid-template-columns:1fr}
.chain li{padding:.55rem 0 .55rem 1.7rem;border-bottom:1px solid var(--rule)}
.chain .connector{display:none}.chain .dots{top:.75rem}
.programme{margin-top:4rem;padding-top:1.75rem}h3{margin-top:2.5rem}
.data,.data tbody,.data tr,.data th,.data td{display:block}
.data thead{position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%)}
.data caption{display:block}
.data tr{padding:.5rem 0;border-bottom:1px solid var(--rule)}
.data tbody th,.data tbody td,.data .number{border:0;padding:.08rem 0;text-align:left;white-space:normal}
.data td[data-title]:not(:empty)::before{content:attr(data-title) ': ';color:var(--soft)}
.tools summary,.copy{padding:.5rem 0}
.refusal{padding:1rem}
}
@media screen and (max-width:29.99rem){.wide{display:none}.narrow{display:block}}
`;

const print = `
@media print{
:root{${light}color-scheme:light}
body{font-size:10pt;print-color-adjust:exact;-webkit-print-color-adjust:exact}
main{padding:1rem 0 0;max-width:none}.labels,.rows,.data,.how p,.how ul,.chain,.note,figcaption{font-size:8.5pt}p.note,p.crumbs,p.before-after,span.note,.labels .note,.rows .note,.next .note,.verdict .note{font-size:8pt}.refusal p{font-size:9.5pt}.rows td:nth-child(n){width:auto}.masthead{padding:0 0 .5rem}
.switch,.copy,.skip,.showing{display:none!important}
.js .bar-title{display:block}
[data-bar][hidden],.rows tr[hidden]{display:revert!important}
.programme{break-before:page;margin-top:0;border:0;padding-top:0}
figure,.refusal,tr,.next li{break-inside:avoid}h2,h3,h4{break-after:avoid}
.how{break-inside:auto}
details::details-content{content-visibility:visible;display:block;height:auto}
.as-table{display:none}
a{text-decoration:none}
}
@media (prefers-reduced-motion:reduce){html{scroll-behavior:auto}}
@media (forced-colors:active){.bar,.swatch,.dots,.plot{forced-color-adjust:none}}
`;

/** The whole style sheet of the report; colours are those of the look, light and dark. */
export const pageStyle = [
  `:root{color-scheme:light dark;${light}}`,
  `@media (prefers-color-scheme:dark){:root{${dark}}}`,
  frame,
  bar,
  rows,
  programme,
  phone,
  print,
].join('\n');
