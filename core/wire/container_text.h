// SPDX-License-Identifier: MIT
#pragma once

#include "core/base/expected.h"
#include "core/wire/value_container.h"

#include <string>
#include <string_view>

namespace redial {

/// The older text form of a container, read and written for programs that know no other:
///
///     @header={{[1,target];[2,target sub];[3,source];[4,source sub];[5,type];[6,version];}};
///     @data={{[name,string_value,text];[count,int_value,5];}};
///
/// The form has no escapes: a text with "];" in it would be read as another value. Writing refuses
/// what would be read differently, and what the form has no type for (int8, uint8, arrays,
/// containers). The error names the value.
Expected<std::string, std::string> writeContainerText(const ValueContainer& container,
                                                      const ContainerLimits& limits = {});

/// Types are read by name ("int_value") or by number ("4"); long_value and llong_value both as
/// int64. Nothing is passed over: an unknown type, a wrong number or anything between the values is
/// an error with its offset. Memory is bounded by the text's own size.
Expected<ValueContainer, std::string> readContainerText(std::string_view text,
                                                        const ContainerLimits& limits = {});

} // namespace redial
