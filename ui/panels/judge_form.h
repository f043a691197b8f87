// SPDX-License-Identifier: MIT
#pragma once

#include "core/base/expected.h"
#include "core/foreign/client_examination.h"
#include "core/foreign/judgement.h"

#include <QString>

namespace redial {

struct Theme;

/// What a tester wrote into the judge's form.
struct JudgeForm
{
    QString port;      ///< empty: 9100
    QString command;   ///< as in a shell, without a shell; empty: started by hand
    QString attempts;  ///< empty: the default
    QString timeLimit; ///< a duration; empty: none
};

/// The error names the field and the remedy.
Expected<ClientExamination::Settings, QString> examinationSettings(const JudgeForm& form);

/// The judgement as rich text; each event that proves something is a link "event:NUMBER". All text
/// is escaped.
QString judgementText(const Judgement& judgement, const EventLog& log, const Theme& theme);

} // namespace redial
