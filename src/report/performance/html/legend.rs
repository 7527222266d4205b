//! The hatches of the drawing, and its legend.

/// Never colour alone: a vamp is hatched one way, a wait the other, a hold full with a word in it, dead air crossed.
pub(super) const PATTERNS: &str = "<defs>\n\
<pattern id=\"vamp\" width=\"6\" height=\"6\" patternUnits=\"userSpaceOnUse\" patternTransform=\"rotate(45)\"><line class=\"line-late\" x1=\"0\" y1=\"0\" x2=\"0\" y2=\"6\"/></pattern>\n\
<pattern id=\"wait\" width=\"5\" height=\"5\" patternUnits=\"userSpaceOnUse\" patternTransform=\"rotate(-45)\"><line class=\"line-very\" x1=\"0\" y1=\"0\" x2=\"0\" y2=\"5\"/></pattern>\n\
<pattern id=\"dead\" width=\"6\" height=\"6\" patternUnits=\"userSpaceOnUse\"><path class=\"line-very\" fill=\"none\" d=\"M0 0L6 6M6 0L0 6\"/></pattern>\n\
<pattern id=\"meant\" width=\"5\" height=\"5\" patternUnits=\"userSpaceOnUse\"><circle class=\"fill-planned\" cx=\"2.5\" cy=\"2.5\" r=\"1.6\"/></pattern>\n\
<pattern id=\"broken\" width=\"8\" height=\"8\" patternUnits=\"userSpaceOnUse\"><rect class=\"fill-fault\" width=\"8\" height=\"8\"/><line class=\"line-fault\" x1=\"0\" y1=\"4\" x2=\"8\" y2=\"4\"/></pattern>\n\
</defs>\n";

/// What the drawing's shapes and hatches are, in words.
pub(super) const LEGEND: &str = "<figcaption>\
<span><svg viewBox=\"0 0 22 12\"><rect class=\"plan\" x=\"1\" y=\"1\" width=\"20\" height=\"10\"/></svg>planned</span> \
<span><svg viewBox=\"0 0 22 12\"><rect class=\"played\" x=\"1\" y=\"1\" width=\"20\" height=\"10\"/></svg>played</span> \
<span><svg viewBox=\"0 0 22 12\"><rect class=\"edge-late\" fill=\"url(#vamp)\" x=\"1\" y=\"1\" width=\"20\" height=\"10\"/></svg>vamp</span> \
<span><svg viewBox=\"0 0 22 12\"><rect class=\"edge-very\" fill=\"url(#wait)\" x=\"1\" y=\"1\" width=\"20\" height=\"10\"/></svg>stage wait</span> \
<span><svg viewBox=\"0 0 22 12\"><rect class=\"fill-very bar\" x=\"1\" y=\"1\" width=\"20\" height=\"10\"/></svg>hold; wrong picture</span> \
<span><svg viewBox=\"0 0 22 12\"><rect class=\"edge-very\" fill=\"url(#dead)\" x=\"1\" y=\"1\" width=\"20\" height=\"10\"/></svg>dead air</span> \
<span><svg viewBox=\"0 0 22 12\"><rect class=\"bar\" fill=\"url(#broken)\" x=\"1\" y=\"1\" width=\"20\" height=\"10\"/></svg>fault</span> \
<span><svg viewBox=\"0 0 22 12\"><path class=\"fill-late mark\" d=\"M11 1L17 11H5Z\"/></svg>cue late</span> \
<span><svg viewBox=\"0 0 22 12\"><path class=\"fill-planned mark\" d=\"M11 11L17 1H5Z\"/></svg>cue early, or not in the plan</span> \
<span><svg viewBox=\"0 0 22 12\"><path class=\"mark\" fill=\"none\" stroke-width=\"2\" d=\"M6 1L16 11M16 1L6 11\"/></svg>cue that did not happen</span>\
</figcaption>\n";
