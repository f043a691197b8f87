// SPDX-License-Identifier: MIT
// CONTROL and ERROR payloads: views stay inside the payload, a batch is taken whole, and what was
// read is written as the same bytes.
#include "core/wire/msgi_control.h"
#include "core/wire/msgi_error_payload.h"
#include "tests/fuzz/fuzz_input.h"
#include "tests/fuzz/fuzz_target.h"

#include <vector>

namespace msgi_control_fuzzer {

using namespace redial;

namespace {

struct Writer
{
    std::string out;

    template <class T>
    void operator()(const T& control)
    {
        appendMsgiControl(out, control);
    }
    void operator()(MsgiBatch batch)
    {
        std::vector<std::string> messages;
        while (batch.left() > 0)
            messages.emplace_back(batch.takeNext());
        appendMsgiBatch(out, messages);
    }
};

} // namespace

void run(const std::uint8_t* data, std::size_t size)
{
    const std::string_view bytes(reinterpret_cast<const char*>(data), size);
    const auto control = readMsgiControl(bytes);
    if (control) {
        Writer writer;
        std::visit(writer, *control);
        fuzz::require(writer.out == bytes, "what was read is written otherwise");
    } else {
        fuzz::require(!control.error().empty(), "an error without a sentence");
    }
    if (const auto error = readMsgiError(bytes)) {
        std::string out;
        appendMsgiError(out, error->code, error->sentence);
        fuzz::require(out == bytes, "an error is written otherwise");
    }
}

} // namespace msgi_control_fuzzer

REDIAL_FUZZ_TARGET(msgi_control_fuzzer)
