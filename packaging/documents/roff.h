// SPDX-License-Identifier: MIT
#pragma once

#include "app/cli/verb.h"

#include <QString>

#include <vector>

namespace redial {

/// Text that roff prints as it stands.
QString roffText(QString text);

/// The first lines of the page of a program or a verb.
QString roffTitle(const QString& page);

/// One paragraph an option, under the headings of their sections.
QString roffOptions(const std::vector<OptionSpec>& options);

} // namespace redial
