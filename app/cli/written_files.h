// SPDX-License-Identifier: MIT
#pragma once

#include "app/cli/arguments.h"

namespace redial {

/// Whether everything that the line writes (OptionSpec::isWritten) has a file of its own: none that
/// another option or the verb's argument names too, which would be lost. Touches no file; a
/// folder, or a device such as /dev/null, may be named twice. The error is a sentence that names
/// both.
Expected<void, QString> checkWrittenFiles(const Verb& verb, const ParsedArguments& arguments);

} // namespace redial
