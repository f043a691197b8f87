// SPDX-License-Identifier: MIT
#pragma once

#include "app/cli/arguments.h"
#include "app/cli/verb.h"
#include "core/wire/pipeline_maker.h"

namespace redial {

/// --compress, --aes-key-file and --hmac-key-file: the payload pipeline of MSGI, the same at both
/// ends.
std::vector<OptionSpec> pipelineOptions();

/// A key file holds the key as hexadecimal digits, or its bytes. The error names the option and the
/// file, never a key. `limit`: of a payload after decompression.
Expected<PipelineSettings, QString> readPipeline(const ParsedArguments& arguments,
                                                 std::size_t limit = defaultPayloadLimit);

} // namespace redial
