// SPDX-License-Identifier: MIT
#include "core/client/msgi_client.h"

#include "core/client/message_record.h"
#include "core/transport/msgi_transport.h"
#include "core/wire/container_binary.h"

#include <QPointer>

#include <utility>

namespace redial {

namespace {

std::string_view viewOf(const QByteArray& bytes)
{
    return {bytes.constData(), static_cast<std::size_t>(bytes.size())};
}

QByteArray bytesOf(std::string_view text)
{
    return QByteArray(text.data(), static_cast<qsizetype>(text.size()));
}

} // namespace

ConnectionConfiguration MsgiClientConfiguration::standardConnection()
{
    ConnectionConfiguration connection;
    connection.request.maximumMessageSize = msgiDefaultLimit;
    return connection;
}

ReconnectPolicy policyForMsgi(ReconnectPolicy policy)
{
    if (policy.resetOn == ResetOn::Ready)
        policy.resetOn = ResetOn::Stable;
    return policy;
}

MsgiClient::MsgiClient(MsgiClientConfiguration configuration, Clock& clock, Random random,
                       EventRecorder recorder, QObject* parent)
    : QObject(parent), configuration_(std::move(configuration)), clock_(clock), recorder_(recorder)
{
    policy_.heartbeatInterval = configuration_.heartbeatInterval;
    configuration_.connection.recordsReadableAsText = true;
    configuration_.connection.policy = policyForMsgi(configuration_.connection.policy);
    auto transport = std::make_unique<MsgiTransport>(clock);
    transport->setPipeline(configuration_.pipeline);
    transport_ = transport.get();
    connect(transport_, &MsgiTransport::frameReceived, this,
            [this](quint32, MsgiType type, const QByteArray& payload) { onFrame(type, payload); });
    connection_ = std::make_unique<Connection>(configuration_.connection, std::move(transport),
                                               clock, random, recorder);
    connect(connection_.get(), &Connection::opened, this, &MsgiClient::onOpened);
    connect(connection_.get(), &Connection::online, this, &MsgiClient::onOnline);
    connect(connection_.get(), &Connection::closed, this, &MsgiClient::onClosed);
    connect(connection_.get(), &Connection::binaryReceived, this,
            [this](quint32, const QByteArray& data) { onFrame(MsgiType::Data, data); });
}

MsgiClient::~MsgiClient()
{
    clock_.cancelTimer(timer_);
}

void MsgiClient::setContainerHandler(const std::string& type, ContainerHandler handler)
{
    if (handler)
        onType_[type] = std::move(handler);
    else
        onType_.erase(type);
}

void MsgiClient::onOpened()
{
    recorder_.setEpoch(connection_->epoch());
    recorder_.setAttempt(connection_->controller().attempt());
    connection_->sessionReady();
}

void MsgiClient::onOnline()
{
    MsgiInput input;
    input.kind = MsgiInput::Kind::Opened;
    step(input);
    if (configuration_.clientId.empty())
        return;
    std::string hello;
    appendMsgiControl(hello, MsgiHello{configuration_.clientId});
    sendControl(hello);
}

void MsgiClient::onClosed()
{
    clock_.cancelTimer(std::exchange(timer_, 0));
    state_ = {};
    session_.reset();
}

void MsgiClient::onFrame(MsgiType type, const QByteArray& payload)
{
    if (type == MsgiType::Control)
        recordControl(EventKind::MessageIn, payload);
    // What comes before we are online, during the resume delay, is a message like any other.
    if (state_.phase == MsgiSessionState::Phase::Idle)
        step({MsgiInput::Kind::Opened, {}, {}, false});
    step({MsgiInput::Kind::Frame, type, {}, false}, payload);
}

void MsgiClient::step(const MsgiInput& input, const QByteArray& payload)
{
    const MsgiEffects effects = MsgiSessionMachine::step(state_, input, policy_, clock_.now());
    for (const MsgiEffect& effect : effects)
        carryOut(effect, input.type, payload);
    armTimer();
}

void MsgiClient::carryOut(const MsgiEffect& effect, MsgiType type, const QByteArray& payload)
{
    switch (effect.kind) {
    case MsgiEffect::Kind::Deliver:
        return type == MsgiType::Data ? takeMessage(payload) : takeControl(payload);
    case MsgiEffect::Kind::NoteError:
        return takeError(payload);
    case MsgiEffect::Kind::SendHeartbeat:
        if (isOnline() && transport_->sendFrame(MsgiType::Heartbeat, {}))
            record(EventKind::HeartbeatSent, {{FieldKey::FrameType, nameOf(MsgiType::Heartbeat)}});
        return;
    case MsgiEffect::Kind::SendError: {
        std::string error;
        appendMsgiError(error, effect.error, "This is no CONTROL payload.");
        transport_->sendFrame(MsgiType::Error, bytesOf(error));
        return;
    }
    default:
        // PING, PONG, DISCONNECT and every end are the transport's and KeepAlive's.
        return;
    }
}

void MsgiClient::armTimer()
{
    clock_.cancelTimer(std::exchange(timer_, 0));
    const auto due = MsgiSessionMachine::nextDue(state_, policy_);
    if (!due)
        return;
    timer_ = clock_.startTimer(*due - clock_.now(), [this] {
        timer_ = 0;
        step({MsgiInput::Kind::TimePassed, {}, {}, false});
    });
}

void MsgiClient::takeMessage(const QByteArray& message)
{
    emit messageReceived(message);
    if (!giveToType(message) && onMessage_)
        onMessage_(message);
}

bool MsgiClient::giveToType(const QByteArray& message)
{
    if (onType_.empty() || !message.startsWith("RVC"))
        return false;
    const auto container = readContainerBinary(viewOf(message));
    if (!container)
        return false;
    const auto handler = onType_.find(container->type);
    if (handler == onType_.end())
        return false;
    const std::string channel = container->type;
    record(EventKind::MessageDelivered, {{FieldKey::Channel, channel}});
    // A handler may replace itself.
    const ContainerHandler taken = handler->second;
    taken(*container);
    return true;
}

void MsgiClient::takeControl(const QByteArray& payload)
{
    const auto control = readMsgiControl(viewOf(payload));
    if (!control) {
        record(EventKind::MalformedMessage, {{FieldKey::Detail, control.error()}});
        return step({MsgiInput::Kind::BadContent, {}, MsgiErrorCode::BadControl, false});
    }
    if (const auto* batch = std::get_if<MsgiBatch>(&*control))
        return takeBatch(*batch);
    if (const auto* welcome = std::get_if<MsgiWelcome>(&*control))
        session_ = welcome->session;
    else if (const auto* delivery = std::get_if<MsgiDelivery>(&*control); delivery && onDelivery_)
        onDelivery_(*delivery);
}

void MsgiClient::takeBatch(MsgiBatch batch)
{
    const quint32 epoch = connection_->epoch();
    // A handler may end the connection: what is left of its batch was never delivered.
    while (batch.left() > 0 && connection_->epoch() == epoch && isOnline())
        takeMessage(bytesOf(batch.takeNext()));
}

void MsgiClient::takeError(const QByteArray& payload)
{
    const auto error = readMsgiError(viewOf(payload));
    const quint16 code = error ? static_cast<quint16>(error->code) : 0;
    const QString sentence =
        error ? QString::fromUtf8(error->sentence.data(), qsizetype(error->sentence.size()))
              : QStringLiteral("an ERROR frame that cannot be read");
    record(EventKind::MessageIn, {{FieldKey::Size, payload.size()},
                                  {FieldKey::FrameType, nameOf(MsgiType::Error)},
                                  {FieldKey::Payload, sentence.toStdString()},
                                  {FieldKey::Code, code}});
    emit errorReceived(code, sentence);
}

bool MsgiClient::maySend()
{
    if (isOnline())
        return true;
    record(EventKind::SendRejected, {{FieldKey::ErrorCode, "ConnectionClosed"}});
    return false;
}

bool MsgiClient::sendMessage(const QString& text)
{
    return sendRaw(text.toUtf8());
}

bool MsgiClient::sendRaw(const QByteArray& bytes)
{
    return maySend() && connection_->sendBinary(bytes);
}

bool MsgiClient::sendContainer(const ValueContainer& container)
{
    const auto bytes = writeContainerBinary(container);
    return bytes && sendRaw(bytesOf(*bytes));
}

bool MsgiClient::sendBatch(std::span<const std::string> messages)
{
    std::string payload;
    appendMsgiBatch(payload, messages);
    return sendControl(payload);
}

bool MsgiClient::broadcast(const QByteArray& message)
{
    std::string payload;
    appendMsgiControl(payload, MsgiBroadcast{viewOf(message)});
    return sendControl(payload);
}

bool MsgiClient::sendPrivate(const std::string& clientId, const QByteArray& message)
{
    std::string payload;
    appendMsgiControl(payload, MsgiPrivate{0, clientId, viewOf(message)});
    return sendControl(payload);
}

bool MsgiClient::sendControl(const std::string& payload)
{
    const QByteArray bytes = bytesOf(payload);
    if (!maySend() || !transport_->sendFrame(MsgiType::Control, bytes))
        return false;
    recordControl(EventKind::MessageOut, bytes);
    return true;
}

void MsgiClient::recordControl(EventKind kind, const QByteArray& payload) const
{
    if (configuration_.connection.recordsMessages)
        recordMessage(recorder_, kind, payload, true,
                      Field{FieldKey::FrameType, nameOf(MsgiType::Control)});
}

void MsgiClient::record(EventKind kind, std::initializer_list<Field> fields)
{
    recorder_.record(kind, fields);
}

} // namespace redial
