// SPDX-License-Identifier: MIT
#pragma once

#include "core/base/expected.h"
#include "core/wire/cipher_stages.h"

#include <QString>

namespace redial {

/// The key in a file: 64 or more hexadecimal digits, or the bytes themselves. The file is read now,
/// once, at most 4 KiB. The error is a sentence that begins with the path. Whether the key is of
/// use is PipelineMaker's to say.
Expected<KeyProvider, QString> readKeyFile(const QString& path);

} // namespace redial
