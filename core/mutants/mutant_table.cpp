// SPDX-License-Identifier: MIT
#include "core/mutants/mutant_table.h"

#include "core/base/to_qstring.h"
#include "core/verdict/oracle.h"

#include <algorithm>

namespace redial {

namespace {

using Ids = std::vector<std::string_view>;

Ids columnsOf(const std::vector<MutantFigures>& all)
{
    Ids ids;
    for (const Oracle& oracle : oracles()) {
        const bool isNamed = std::any_of(all.begin(), all.end(), [&](const MutantFigures& figures) {
            return figures.isOwn(oracle.id) || figures.failures.contains(oracle.id);
        });
        if (isNamed)
            ids.push_back(oracle.id);
    }
    return ids;
}

QLatin1Char cell(const MutantFigures& figures, std::string_view oracle)
{
    const auto found = figures.failures.find(oracle);
    const std::uint64_t count = found == figures.failures.end() ? 0 : found->second;
    if (figures.isOwn(oracle))
        return QLatin1Char(count == figures.runs && count > 0 ? 'F' : '-');
    return QLatin1Char(count > 0 ? '!' : '.');
}

QString joined(const Ids& ids)
{
    QStringList words;
    for (const std::string_view id : ids)
        words << toQString(id);
    return words.join(QLatin1String(", "));
}

constexpr auto introduction = R"(# Mutants

<!-- Written by redial-documents from runs of the mutants. -->

A mutant is a client that is wrong in one way on purpose. It proves that an oracle ([oracles](oracles.md)) sees that
wrong: the mutant must fail its own oracles in every run and no other in any, and a client that does what it declares
must pass them in the same situation and fail none. `redial mutants` runs them all, in virtual time.

The product's code knows of no mutant. What is wrong comes in from outside:

| Seam | |
| --- | --- |
| policy | the client follows another policy than the one it declares; oracles judge by what is declared |
| clock | the client waits on a clock whose timers of one length go wrong |
| transport | a transport around the client's own changes what goes through it |
| tokens | a feed's client is given other tokens than it should ask for |
| companion | a part beside session and controller sends, connects or keeps silent on its own |
| account | the client tells of an event twice or not at all: what a wrong controller looks like to whoever has only its log |

Where a mutant has two oracles, what it does wrong breaks both rules at once: waits that are shorter than the policy's
shortest one (P01) bring attempts too close together (P07), for example.

P05 and P06 are tests of chance, three of them at 0.001 each: of 1,000 honest clients with enough waits about 3 are
accused. `redial mutants` counts such an alarm like any other, so that one may come with another `--seed` or with more
`--runs`: 14 of 5,000 seeded runs of the correct client in M10's situation were accused. With the usual seed and number of
runs none is.

P51 has no mutant: it compares our own figures with the log, so no client can fail it. Neither have P61, P62 and L1 to
L4: they judge MSGI, certificates and load balancers, which a station's run in virtual time does not have. Their negative
controls are in `tests/verdict`.
)";

} // namespace

QStringList mutantTable(const std::vector<MutantFigures>& all)
{
    const Ids columns = columnsOf(all);
    QString heading = QStringLiteral("     ");
    for (const std::string_view oracle : columns)
        heading += QStringLiteral(" %1").arg(toQString(oracle).mid(1), 2);
    QStringList lines{QStringLiteral("Oracles P…, F: failed as it must."), heading};
    for (const MutantFigures& figures : all) {
        QString line = toQString(figures.mutant->id).leftJustified(5);
        for (const std::string_view oracle : columns)
            line += QStringLiteral("  ") + cell(figures, oracle);
        lines << line;
    }
    return lines;
}

QString mutantsPage(const std::vector<MutantFigures>& all)
{
    QString text = QString::fromUtf8(introduction);
    text += QStringLiteral("\n## The %1 mutants\n\n"
                           "| Mutant | | What is wrong | Seam | Must fail |\n"
                           "| --- | --- | --- | --- | --- |\n")
                .arg(all.size());
    for (const MutantFigures& figures : all) {
        const Mutant& mutant = *figures.mutant;
        text += QStringLiteral("| %1 | %2 | %3 | %4 | %5 |\n")
                    .arg(toQString(mutant.id), toQString(mutant.name), toQString(mutant.wrong),
                         seamsOf(mutant), joined(mutant.oracles));
    }
    text +=
        QStringLiteral("\n## What they failed\n\nOne run of each with seed 1. F: failed its own "
                       "oracle; -: did not; !: failed another one.\n\n    ");
    text += mutantTable(all).mid(1).join(QLatin1String("\n    ")) + QLatin1Char('\n');
    return text;
}

} // namespace redial
