// SPDX-License-Identifier: MIT
#pragma once

namespace redial {

/// The style sheet of HTML reports.
inline constexpr const char* htmlStyle = R"(
:root { color-scheme: light dark; --ink: #1c2024; --soft: #60646c; --paper: #ffffff; --rule: #d9d9e0;
  --good: #18794e; --bad: #c62a2f; --wait: #ad5700; --link: #0b68cb; --mild: #cce7d8; }
@media (prefers-color-scheme: dark) { :root { --ink: #edeef0; --soft: #b0b4ba; --paper: #18191b;
  --rule: #43484e; --good: #4cc38a; --bad: #ff6369; --wait: #ffb15c; --link: #70b8ff; --mild: #1b4a34; } }
body { font: 15px/1.5 sans-serif; color: var(--ink); background: var(--paper); max-width: 1040px;
  margin: 2em auto; padding: 0 1em; }
h1 { font-size: 1.5em; } h2 { font-size: 1.2em; margin-top: 2em; } h3 { font-size: 1em; margin: 0; }
table { border-collapse: collapse; width: 100%; }
td, th { text-align: left; vertical-align: top; padding: .25em .75em .25em 0;
  border-bottom: 1px solid var(--rule); overflow-wrap: anywhere; }
th, td:first-child { overflow-wrap: normal; white-space: nowrap; }
pre { font: 13px/1.5 monospace; overflow-x: auto; }
a { color: var(--link); }
.held { color: var(--good); font-weight: 600; } .failed { color: var(--bad); font-weight: 600; }
.facts { color: var(--soft); }
.finding { border-left: 4px solid var(--bad); padding: .25em 1em; margin: 1em 0; }
.finding.warning { border-color: var(--wait); } .finding.note { border-color: var(--soft); }
.cited { outline: 2px solid var(--bad); outline-offset: -2px; } tr:target { background: var(--mild); }
.legend b { display: inline-block; width: .8em; height: .8em; margin: 0 .3em 0 1em; }
svg { width: 100%; height: auto; } svg text { font: 12px sans-serif; fill: var(--soft); }
svg .rule { stroke: var(--rule); } svg .connecting { fill: var(--wait); } svg .failed { fill: var(--bad); }
svg .open { fill: var(--link); } svg .online { fill: var(--good); } svg .backoff { fill: var(--wait); opacity: .6; }
svg .fault { fill: var(--bad); opacity: .5; } svg .user { fill: var(--ink); } svg .message { fill: var(--wait); } svg .failure { fill: var(--bad); }
.legend .open { background: var(--link); } .legend .online { background: var(--good); }
.legend .never { background: var(--bad); } .legend .backoff { background: var(--wait); opacity: .6; }
.legend .fault { background: var(--bad); opacity: .5; }
svg .envelope { fill: var(--good); opacity: .3; } svg .wait { fill: var(--ink); }
)";

} // namespace redial
