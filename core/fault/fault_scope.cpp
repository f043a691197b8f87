// SPDX-License-Identifier: MIT
#include "core/fault/fault_scope.h"

namespace redial {

namespace {

/// `pattern` may hold * for any characters. Linear in both but for the last star's way back.
bool matches(const QString& pattern, const QString& text)
{
    qsizetype at = 0;
    qsizetype in = 0;
    qsizetype star = -1;
    qsizetype retry = 0;
    while (in < text.size()) {
        if (at < pattern.size() && pattern.at(at) == QLatin1Char('*')) {
            star = at++;
            retry = in;
        } else if (at < pattern.size() && pattern.at(at) == text.at(in)) {
            ++at;
            ++in;
        } else if (star >= 0) {
            at = star + 1;
            in = ++retry;
        } else {
            return false;
        }
    }
    while (at < pattern.size() && pattern.at(at) == QLatin1Char('*'))
        ++at;
    return at == pattern.size();
}

bool takes(const QString& pattern, const QString& text)
{
    return pattern.isEmpty() || matches(pattern, text);
}

} // namespace

bool FaultScope::isEverything() const
{
    return *this == FaultScope();
}

bool FaultScope::contains(const FaultConnectionFacts& facts) const
{
    return takes(path, facts.path) && takes(station, facts.station) &&
           takes(address, facts.address) && (!connection || *connection == facts.number);
}

} // namespace redial
