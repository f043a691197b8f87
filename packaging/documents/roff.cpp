// SPDX-License-Identifier: MIT
#include "packaging/documents/roff.h"

#include "core/base/version.h"

namespace redial {
namespace {

QString optionRow(const OptionSpec& option)
{
    QString row = QStringLiteral(".TP\n.B \\-\\-%1").arg(roffText(option.name));
    if (!option.valueName.isEmpty())
        row = QStringLiteral(".TP\n.BI \\-\\-%1 \" %2\"")
                  .arg(roffText(option.name), roffText(option.valueName));
    return row + QLatin1Char('\n') + roffText(option.help) + QStringLiteral(".\n");
}

} // namespace

QString roffText(QString text)
{
    text.replace(QLatin1Char('\\'), QLatin1String("\\e"));
    text.replace(QLatin1Char('-'), QLatin1String("\\-"));
    if (text.startsWith(QLatin1Char('.')) || text.startsWith(QLatin1Char('\'')))
        text.prepend(QLatin1String("\\&"));
    return text;
}

QString roffTitle(const QString& page)
{
    return QStringLiteral(".\\\" Written by redial-documents from the program's own tables.\n"
                          ".TH %1 1 \"\" \"Redial %2\" \"User Commands\"\n")
        .arg(roffText(page.toUpper()), programVersion());
}

QString roffOptions(const std::vector<OptionSpec>& options)
{
    QString text;
    QString section;
    for (const OptionSpec& option : options) {
        if (option.section != section) {
            section = option.section;
            text += QStringLiteral(".PP\n.I %1\n").arg(roffText(section));
        }
        text += optionRow(option);
    }
    return text;
}

} // namespace redial
