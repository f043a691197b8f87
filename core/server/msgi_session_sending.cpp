// SPDX-License-Identifier: MIT
// What an MSGI session sends, and what it writes into the log.
#include "core/client/message_record.h"
#include "core/server/msgi_raw_link.h"
#include "core/server/msgi_session.h"
#include "core/wire/utf8_validator.h"

namespace redial {

namespace {

/// Of an error that time has found.
std::string_view sentenceOf(MsgiErrorCode code)
{
    return sentenceOf(code == MsgiErrorCode::PongTimedOut ? MsgiEnd::PongTimedOut
                                                          : MsgiEnd::IdleTooLong);
}

} // namespace

bool MsgiSession::send(std::string_view message)
{
    return sendThrough(MsgiType::Data, message);
}

bool MsgiSession::sendBatch(std::span<const std::string> messages)
{
    std::string payload;
    appendMsgiBatch(payload, messages);
    return sendControl(payload);
}

bool MsgiSession::sendControl(std::string_view payload)
{
    return sendThrough(MsgiType::Control, payload);
}

void MsgiSession::disconnect(std::string_view reason)
{
    if (isShaking())
        return dropShaking(reason);
    if (!isOpen())
        return;
    sentence_ = reason;
    take({MsgiInput::Kind::DisconnectWanted, {}, {}, {}});
    arm();
}

void MsgiSession::endStream()
{
    if (stage_ != Stage::Begun)
        return;
    state_.phase = MsgiSessionState::Phase::Ended;
    end(MsgiEnd::Dropped, false);
}

void MsgiSession::drop()
{
    if (isShaking())
        return dropShaking({});
    if (stage_ == Stage::Begun)
        take({MsgiInput::Kind::DropWanted, {}, {}, {}});
}

bool MsgiSession::sendThrough(MsgiType type, std::string_view payload)
{
    if (!isOpen())
        return false;
    // Before a stage has counted it: the peer takes no payload behind one that is missing.
    if (!fits(payload))
        return false;
    const bool sent = pipeline_ ? writeThrough(type, payload) : write(type, payload);
    if (!sent)
        return false;
    ++share_.counters.messagesOut;
    recordMessage(EventKind::MessageOut, type, payload);
    return true;
}

bool MsgiSession::fits(std::string_view payload) const
{
    const std::size_t most = share_.settings.messageLimit - msgiHeadSize;
    return pipeline_ ? pipeline_->fits(payload, most) : payload.size() <= most;
}

bool MsgiSession::writeThrough(MsgiType type, std::string_view payload)
{
    const auto passed = pipeline_->outgoing(payload);
    if (!passed) {
        fail(MsgiInput::Kind::BadPayload, codeOf(passed.error().kind), passed.error().sentence);
        return false;
    }
    if (passed->size() > share_.settings.messageLimit - msgiHeadSize) {
        fail(MsgiInput::Kind::BadPayload, MsgiErrorCode::FrameTooLarge,
             "A payload that had passed the pipeline exceeds the message limit.");
        return false;
    }
    return write(type, *passed);
}

bool MsgiSession::write(MsgiType type, std::string_view payload)
{
    const auto head = msgiHead(type, payload.size());
    return writeBytes({head.data(), head.size()}, payload);
}

bool MsgiSession::writeBytes(std::string_view head, std::string_view payload)
{
    if (raw_ && raw_->takes(head, payload))
        return true;
    const bool sent = socket_.send(head, payload);
    if (socket_.isCongested())
        noteCongestion();
    return sent;
}

void MsgiSession::noteCongestion()
{
    if (isStalled_ || stage_ != Stage::Begun)
        return;
    isStalled_ = true;
    deadline_ = share_.clock.now() + share_.settings.stallTimeout;
    updateReading();
    arm();
}

void MsgiSession::setHeldUnread(bool held)
{
    isHeldUnread_ = held;
    updateReading();
}

void MsgiSession::updateReading()
{
    if (isStalled_ || isHeldUnread_)
        socket_.pauseReading();
    else
        socket_.resumeReading();
}

void MsgiSession::fail(MsgiInput::Kind kind, MsgiErrorCode code, std::string sentence)
{
    std::string before = std::exchange(sentence_, std::move(sentence));
    // Where nothing is sent any more, nobody else counts it.
    if (state_.phase == MsgiSessionState::Phase::Disconnecting)
        countError(code);
    take({kind, {}, code, {}});
    // What a DISCONNECT said stays its reason.
    if (stage_ == Stage::Begun)
        sentence_ = std::move(before);
}

void MsgiSession::sendError(MsgiErrorCode code)
{
    if (sentence_.empty())
        sentence_ = sentenceOf(code);
    countError(code);
    std::string payload;
    appendMsgiError(payload, code, sentence_);
    write(MsgiType::Error, payload);
}

void MsgiSession::countError(MsgiErrorCode code)
{
    ++share_.counters.errors.at(static_cast<std::size_t>(code));
    record(EventKind::ProtocolError, {{FieldKey::ErrorCode, nameOf(code)},
                                      {FieldKey::Detail, sentence_},
                                      {FieldKey::Remote, false}});
}

void MsgiSession::noteError(std::string_view payload)
{
    const auto error = readMsgiError(payload);
    record(EventKind::ProtocolError,
           {{FieldKey::ErrorCode, error ? nameOf(error->code) : std::string_view()},
            {FieldKey::Detail,
             error ? error->sentence : std::string_view("An ERROR frame that cannot be read.")},
            {FieldKey::Remote, true}});
}

void MsgiSession::noteIgnored()
{
    ++share_.counters.framesIgnored;
    // A flood of them costs one event.
    if (!std::exchange(toldIgnored_, true))
        record(EventKind::ProtocolError, {{FieldKey::Detail, "Frames behind the end are ignored."},
                                          {FieldKey::Remote, true}});
}

void MsgiSession::recordEnd(const CloseInfo& info)
{
    record(EventKind::Closed, {{FieldKey::Cause, nameOf(info.cause)},
                               {FieldKey::Code, info.code},
                               {FieldKey::Reason, info.reason},
                               {FieldKey::Remote, info.remote},
                               {FieldKey::Detail, info.detail}});
}

void MsgiSession::recordMessage(EventKind kind, MsgiType type, std::string_view message) const
{
    if (share_.recorder == nullptr || !share_.settings.recordsMessages)
        return;
    EventRecorder recorder = *share_.recorder;
    recorder.setEpoch(static_cast<std::uint32_t>(id_));
    redial::recordMessage(
        recorder, kind,
        QByteArray::fromRawData(message.data(), static_cast<qsizetype>(message.size())),
        !isUtf8(message), Field(FieldKey::FrameType, nameOf(type)));
}

void MsgiSession::record(EventKind kind, std::initializer_list<Field> fields) const
{
    if (share_.recorder == nullptr)
        return;
    EventRecorder recorder = *share_.recorder;
    recorder.setEpoch(static_cast<std::uint32_t>(id_));
    recorder.record(kind, fields);
}

} // namespace redial
