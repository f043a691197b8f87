// SPDX-License-Identifier: MIT
#include "ui/panels/judge_form.h"

#include "core/base/duration_text.h"

#include <QProcess>

namespace redial {

namespace {

Expected<std::uint32_t, QString> number(const QString& text, const QString& field,
                                        std::uint32_t usual, std::uint32_t least,
                                        std::uint32_t most)
{
    if (text.trimmed().isEmpty())
        return usual;
    bool isNumber = false;
    const std::uint32_t value = text.trimmed().toUInt(&isNumber);
    if (!isNumber || value < least || value > most)
        return Unexpected{QStringLiteral("%1: \"%2\" is no number from %3 to %4")
                              .arg(field, text.trimmed())
                              .arg(least)
                              .arg(most)};
    return value;
}

} // namespace

Expected<ClientExamination::Settings, QString> examinationSettings(const JudgeForm& form)
{
    auto settings = ClientExamination::Settings::usual();
    const auto port = number(form.port, QStringLiteral("Port"), settings.server.port, 0, 65535);
    if (!port)
        return Unexpected{port.error()};
    settings.server.port = static_cast<quint16>(*port);
    const auto attempts =
        number(form.attempts, QStringLiteral("Attempts"), settings.plan.attempts,
               ClientExamination::fewestAttempts, ClientExamination::mostAttempts);
    if (!attempts)
        return Unexpected{attempts.error()};
    settings.plan.attempts = *attempts;
    if (!form.timeLimit.trimmed().isEmpty()) {
        const auto limit = parseDuration(form.timeLimit.trimmed());
        if (!limit || *limit <= std::chrono::nanoseconds::zero() ||
            *limit > ClientExamination::longestDuration)
            return Unexpected{QStringLiteral("Time limit: \"%1\" is no duration, such as 5m")
                                  .arg(form.timeLimit.trimmed())};
        settings.timeLimit = *limit;
    }
    const QStringList words = QProcess::splitCommand(form.command);
    if (!words.isEmpty())
        settings.command = ForeignCommand{words, {}};
    return settings;
}

} // namespace redial
