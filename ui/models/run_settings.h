// SPDX-License-Identifier: MIT
#pragma once

#include "core/base/expected.h"

#include <QString>
#include <QUrl>

namespace redial {

/// What the connection bar holds. A plain value, kept between sessions as it stands there, right or
/// wrong.
struct RunSettings
{
    /// Run a server in this process instead of connecting to `url`.
    bool embedded = true;
    QString url;
    QString station = QStringLiteral("CP-1");
    QString protocol = QStringLiteral("ocpp1.6");
    QString transport = QStringLiteral("precise");

    friend bool operator==(const RunSettings&, const RunSettings&) = default;
};

/// The server's URL, or one sentence that says what is wrong with it and what it should look like.
/// An embedded server has no URL to be wrong.
Expected<QUrl, QString> serverUrlOf(const RunSettings& settings);

} // namespace redial
