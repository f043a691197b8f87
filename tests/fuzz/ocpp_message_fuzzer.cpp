// SPDX-License-Identifier: MIT
// OCPP-J in three versions: what is accepted can be written and read again, what is refused has a
// reply that is itself a message, and masking never fails.
#include "core/wire/ocpp_message.h"
#include "core/wire/ocpp_secrets.h"
#include "tests/fuzz/fuzz_input.h"
#include "tests/fuzz/fuzz_target.h"

namespace ocpp_message_fuzzer {

using namespace redial;

namespace {

QString written(const OcppMessage& message)
{
    switch (message.type) {
    case OcppMessageType::Call:
        return writeCall(message.id, message.action, message.payload);
    case OcppMessageType::CallResult:
        return writeCallResult(message.id, message.payload);
    case OcppMessageType::CallError:
        return writeCallError(message.id, message.errorCode, message.errorDescription,
                              message.payload);
    case OcppMessageType::CallResultError:
        return writeCallResultError(message.id, message.errorCode, message.errorDescription,
                                    message.payload);
    case OcppMessageType::Send:
        break;
    }
    return writeSend(message.id, message.action, message.payload);
}

} // namespace

void run(const std::uint8_t* data, std::size_t size)
{
    fuzz::FuzzInput input(data, size);
    const auto version = static_cast<OcppVersion>(input.byte() % 3);
    const QByteArray bytes(input.rest().data(), qsizetype(input.rest().size()));
    maskSecrets(bytes);
    const auto message = parseOcppMessage(QString::fromUtf8(bytes), version, {64 * 1024});
    if (!message) {
        const OcppMessageError& error = message.error();
        fuzz::require(!error.errorCode.isEmpty() && !error.sentence.isEmpty(),
                      "an error without code or sentence");
        if (error.reply)
            fuzz::require(parseOcppMessage(writeReply(error), version).hasValue(),
                          "a reply that is no message");
        return;
    }
    // Lone surrogates do not survive the way through UTF-8: the second writing is the fixed point.
    const auto once = parseOcppMessage(written(*message), version);
    fuzz::require(once.hasValue(), "a message is not read again");
    const auto twice = parseOcppMessage(written(*once), version);
    fuzz::require(twice.hasValue() && twice->id == once->id && twice->action == once->action &&
                      twice->payload == once->payload && twice->type == message->type &&
                      twice->errorCode == once->errorCode,
                  "a message changes when it is written and read again");
}

} // namespace ocpp_message_fuzzer

REDIAL_FUZZ_TARGET(ocpp_message_fuzzer)
