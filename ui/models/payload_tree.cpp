// SPDX-License-Identifier: MIT
#include "ui/models/payload_tree.h"

#include "core/base/to_qstring.h"
#include "core/wire/container_binary.h"
#include "core/wire/container_json.h"
#include "core/wire/container_text.h"
#include "core/wire/msgi_control.h"
#include "core/wire/msgi_error_payload.h"
#include "core/wire/msgi_reader.h"

#include <QByteArray>
#include <QJsonDocument>

#include <algorithm>
#include <type_traits>

namespace redial {

namespace {

constexpr qsizetype longestText = 200;
constexpr std::size_t mostHexBytes = 32;

QString shortened(const QString& text)
{
    return text.size() <= longestText ? text : text.left(longestText) + QChar(u'…');
}

QString hexOf(std::string_view bytes)
{
    const auto shown = bytes.substr(0, mostHexBytes);
    const QByteArray hex =
        QByteArray(shown.data(), static_cast<qsizetype>(shown.size())).toHex(' ');
    return QString::fromLatin1(hex) +
           (shown.size() < bytes.size() ? QStringLiteral(" …") : QString());
}

QString counted(std::size_t count, const char* one, const char* many)
{
    return QStringLiteral("%1 %2").arg(count).arg(QLatin1String(count == 1 ? one : many));
}

PayloadNode errorNode(const QString& sentence)
{
    return {QStringLiteral("wrong"), QStringLiteral("error"), sentence, {}};
}

/// Makes parts until there are as many as are shown.
class TreeMaker
{
public:
    PayloadNode container(const QString& name, const ValueContainer& container)
    {
        PayloadNode node{name,
                         QStringLiteral("container"),
                         QStringLiteral("%1, version %2, %3")
                             .arg(toQString(container.type), toQString(container.version),
                                  counted(container.values.size(), "value", "values")),
                         {}};
        addHeader(node, QStringLiteral("source"), container.source, container.sourceSub);
        addHeader(node, QStringLiteral("target"), container.target, container.targetSub);
        addAll(node, container.values.size(), [&](std::size_t i) {
            return value(toQString(container.values[i].name), container.values[i].value);
        });
        return node;
    }

    template <class Make>
    void addAll(PayloadNode& node, std::size_t count, const Make& make)
    {
        for (std::size_t i = 0; i < count; ++i) {
            if (left_ <= 0) {
                node.children.push_back(
                    {QStringLiteral("…"), {}, counted(count - i, "more part", "more parts"), {}});
                return;
            }
            --left_;
            node.children.push_back(make(i));
        }
    }

private:
    static void addHeader(PayloadNode& node, const QString& name, const std::string& id,
                          const std::string& subId)
    {
        if (id.empty() && subId.empty())
            return;
        node.children.push_back({name,
                                 QStringLiteral("header"),
                                 subId.empty()
                                     ? toQString(id)
                                     : toQString(id) + QStringLiteral(" / ") + toQString(subId),
                                 {}});
    }

    PayloadNode value(const QString& name, const Value& value)
    {
        PayloadNode node{name, toQString(nameOf(value.type())), {}, {}};
        std::visit([&](const auto& content) { fill(node, content); }, value.content());
        return node;
    }

    template <class T>
    void fill(PayloadNode& node, const T& content)
    {
        if constexpr (std::is_same_v<T, bool>)
            node.value = content ? QStringLiteral("true") : QStringLiteral("false");
        else if constexpr (std::is_same_v<T, std::int8_t>)
            node.value = QString::number(int{content});
        else if constexpr (std::is_same_v<T, std::uint8_t>)
            node.value = QString::number(unsigned{content});
        else if constexpr (std::is_arithmetic_v<T>)
            node.value = QString::number(content);
    }
    static void fill(PayloadNode&, std::monostate) {}
    static void fill(PayloadNode& node, const ByteString& bytes)
    {
        node.value = QStringLiteral("%1: %2").arg(counted(bytes.bytes.size(), "byte", "bytes"),
                                                  hexOf(bytes.bytes));
    }
    static void fill(PayloadNode& node, const std::string& text)
    {
        node.value = shortened(toQString(text));
    }
    void fill(PayloadNode& node, const ValueArray& elements)
    {
        node.value = counted(elements.size(), "element", "elements");
        addAll(node, elements.size(),
               [&](std::size_t i) { return value(QStringLiteral("[%1]").arg(i), elements[i]); });
    }
    void fill(PayloadNode& node, const ValueContainer& inner)
    {
        node = container(node.name, inner);
    }

    int left_ = mostPayloadNodes;
};

template <class Read>
PayloadNode containerNode(const Read& read)
{
    const QString name = QStringLiteral("container");
    if (read)
        return TreeMaker().container(name, *read);
    PayloadNode node{name, name, {}, {}};
    if constexpr (std::is_same_v<std::decay_t<decltype(read.error())>, QString>)
        node.children = {errorNode(read.error())};
    else
        node.children = {errorNode(toQString(read.error()))};
    return node;
}

bool looksLikeContainer(const QJsonObject& object)
{
    return object.value(QStringLiteral("values")).isArray() &&
           object.contains(QStringLiteral("type")) && object.contains(QStringLiteral("version"));
}

/// A container in any of its forms; absent for everything else.
std::optional<PayloadNode> containerTreeOf(std::string_view bytes)
{
    if (bytes.starts_with("RVC"))
        return containerNode(readContainerBinary(bytes));
    if (bytes.starts_with("@header="))
        return containerNode(readContainerText(bytes));
    if (!bytes.starts_with('{'))
        return std::nullopt;
    const auto object =
        QJsonDocument::fromJson(
            QByteArray::fromRawData(bytes.data(), static_cast<qsizetype>(bytes.size())))
            .object();
    if (!looksLikeContainer(object))
        return std::nullopt;
    return containerNode(containerFromJson(object));
}

/// It is UTF-8 without control characters.
bool isReadable(const QString& text, std::string_view bytes)
{
    const auto isControl = [](QChar c) { return c < u' ' && c != u'\n' && c != u'\t'; };
    return std::none_of(text.begin(), text.end(), isControl) &&
           text.toUtf8() == QByteArray(bytes.data(), static_cast<qsizetype>(bytes.size()));
}

/// A message inside a frame as one part. Frames in it are bytes to us: nothing nests without end.
PayloadNode messageNode(const QString& name, std::string_view bytes)
{
    if (auto tree = containerTreeOf(bytes)) {
        tree->name = name;
        return *tree;
    }
    const QString text = toQString(bytes);
    const bool isText = isReadable(text, bytes);
    return {name,
            isText ? QStringLiteral("text") : QStringLiteral("bytes"),
            isText ? shortened(text) : hexOf(bytes),
            {}};
}

PayloadNode field(const char* name, const QString& value)
{
    return {QLatin1String(name), {}, value, {}};
}

void fillControl(PayloadNode& node, const MsgiHello& hello)
{
    node.value = QStringLiteral("hello");
    node.children = {field("client", toQString(hello.clientId))};
}

void fillControl(PayloadNode& node, const MsgiWelcome& welcome)
{
    node.value = QStringLiteral("welcome");
    node.children = {field("session", QString::number(welcome.session)),
                     field("client", toQString(welcome.clientId))};
}

void fillControl(PayloadNode& node, const MsgiBroadcast& broadcast)
{
    node.value = QStringLiteral("broadcast");
    node.children = {messageNode(QStringLiteral("message"), broadcast.message)};
}

void fillControl(PayloadNode& node, const MsgiPrivate& message)
{
    node.value = QStringLiteral("private message");
    node.children = {message.session != 0 ? field("session", QString::number(message.session))
                                          : field("client", toQString(message.clientId)),
                     messageNode(QStringLiteral("message"), message.message)};
}

void fillControl(PayloadNode& node, const MsgiDelivery& delivery)
{
    node.value = delivery.way == MsgiDelivery::Way::Broadcast
                     ? QStringLiteral("delivery of a broadcast")
                     : QStringLiteral("delivery of a private message");
    node.children = {field("from session", QString::number(delivery.from)),
                     field("client", toQString(delivery.clientId)),
                     messageNode(QStringLiteral("message"), delivery.message)};
}

void fillControl(PayloadNode& node, MsgiBatch batch)
{
    node.value = QStringLiteral("batch of %1").arg(counted(batch.left(), "message", "messages"));
    TreeMaker().addAll(node, batch.left(), [&](std::size_t i) {
        return messageNode(QStringLiteral("[%1]").arg(i), batch.takeNext());
    });
}

PayloadNode controlNode(std::string_view payload)
{
    PayloadNode node{QStringLiteral("control"), QStringLiteral("CONTROL"), {}, {}};
    const auto control = readMsgiControl(payload);
    if (!control)
        node.children = {errorNode(toQString(control.error()))};
    else
        std::visit([&](const auto& content) { fillControl(node, content); }, *control);
    return node;
}

PayloadNode frameNode(std::size_t number, const MsgiFrame& frame)
{
    PayloadNode node{QStringLiteral("frame %1").arg(number),
                     toQString(nameOf(frame.type)),
                     counted(frame.payload.size(), "byte", "bytes"),
                     {}};
    if (frame.type == MsgiType::Control)
        node.children = {controlNode(frame.payload)};
    else if (const auto error = readMsgiError(frame.payload);
             frame.type == MsgiType::Error && error)
        node.children = {field("code", toQString(nameOf(error->code))),
                         field("sentence", toQString(error->sentence))};
    else if (!frame.payload.empty())
        node.children = {messageNode(QStringLiteral("payload"), frame.payload)};
    return node;
}

PayloadNode framesNode(std::string_view bytes)
{
    PayloadNode node{QStringLiteral("MSGI"), QStringLiteral("frames"), {}, {}};
    MsgiReader reader;
    reader.feed(bytes);
    while (const auto next = reader.next()) {
        if (node.children.size() >= std::size_t{mostPayloadNodes})
            break;
        if (const auto* frame = std::get_if<MsgiFrame>(&*next))
            node.children.push_back(frameNode(node.children.size() + 1, *frame));
        else
            node.children.push_back(errorNode(toQString(std::get<MsgiError>(*next).sentence())));
    }
    if (reader.isInsideFrame())
        node.children.push_back(errorNode(QStringLiteral("The last frame is not whole.")));
    return node;
}

void appendText(QString& text, const PayloadNode& node, int depth)
{
    text += QString(depth * 2, QChar(u' ')) + node.name;
    if (!node.type.isEmpty())
        text += QStringLiteral(" (%1)").arg(node.type);
    if (!node.value.isEmpty())
        text += QStringLiteral(": ") + node.value;
    text += QChar(u'\n');
    for (const PayloadNode& child : node.children)
        appendText(text, child, depth + 1);
}

} // namespace

std::optional<PayloadNode> payloadTreeOf(std::string_view bytes, std::string_view frameType)
{
    if (frameType == nameOf(MsgiType::Control))
        return controlNode(bytes);
    if (bytes.starts_with("MSGI"))
        return framesNode(bytes);
    return containerTreeOf(bytes);
}

std::optional<PayloadNode> payloadTreeOf(const EventLog& log, EventNumber event)
{
    const std::string_view payload = log.text(event, FieldKey::Payload);
    if (payload.empty())
        return std::nullopt;
    QByteArray bytes(payload.data(), static_cast<qsizetype>(payload.size()));
    if (log.boolean(event, FieldKey::Binary).value_or(false))
        bytes = QByteArray::fromBase64(bytes);
    auto tree = payloadTreeOf({bytes.constData(), static_cast<std::size_t>(bytes.size())},
                              log.text(event, FieldKey::FrameType));
    if (tree && log.boolean(event, FieldKey::Truncated).value_or(false))
        tree->children.push_back(
            errorNode(QStringLiteral("The log kept only the beginning of this payload.")));
    return tree;
}

QString payloadTreeText(const PayloadNode& node)
{
    QString text;
    appendText(text, node, 0);
    return text;
}

} // namespace redial
