// SPDX-License-Identifier: MIT
#pragma once

#include <QString>

#include <string>
#include <string_view>

class QUrl;

namespace redial {

/// The URL as it may be shown and kept: without user info, query and fragment, which may hold
/// passwords and tokens. Everything that writes a URL anywhere goes through this file.
QString urlWithoutSecrets(const QUrl& url);

/// The same for what somebody typed or a peer sent, which may be no URL: what stands before the
/// last @ becomes ***.
QString urlTextWithoutSecrets(const QString& text);

/// The same for the target of an HTTP request, in whatever form.
std::string targetWithoutSecrets(std::string_view target);

} // namespace redial
