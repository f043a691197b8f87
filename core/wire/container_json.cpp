// SPDX-License-Identifier: MIT
#include "core/wire/container_json.h"

#include <QJsonArray>

#include <array>
#include <cmath>
#include <limits>
#include <type_traits>

namespace redial {

namespace {

struct HeaderField
{
    const char* key;
    std::string ValueContainer::*member;
};
constexpr std::array<HeaderField, 6> headerFields{{{"source", &ValueContainer::source},
                                                   {"source_sub", &ValueContainer::sourceSub},
                                                   {"target", &ValueContainer::target},
                                                   {"target_sub", &ValueContainer::targetSub},
                                                   {"type", &ValueContainer::type},
                                                   {"version", &ValueContainer::version}}};

QJsonObject valueToJson(const Value& value);

QJsonValue contentToJson(std::monostate)
{
    return {};
}
QJsonValue contentToJson(bool content)
{
    return content;
}
template <class T>
requires std::is_arithmetic_v<T> QJsonValue contentToJson(T content)
{
    if constexpr (std::is_floating_point_v<T>) {
        if (std::isnan(content))
            return QStringLiteral("nan");
        if (std::isinf(content))
            return content > 0 ? QStringLiteral("inf") : QStringLiteral("-inf");
        return double(content);
    } else if constexpr (sizeof(T) == 8) {
        return QString::number(content);
    } else {
        return int(content) == qint64(content) ? QJsonValue(int(content))
                                               : QJsonValue(qint64(content));
    }
}
QJsonValue contentToJson(const ByteString& content)
{
    return QString::fromLatin1(QByteArray::fromStdString(content.bytes).toBase64());
}
QJsonValue contentToJson(const std::string& content)
{
    return QString::fromStdString(content);
}
QJsonValue contentToJson(const ValueArray& content)
{
    QJsonArray elements;
    for (const Value& element : content)
        elements.append(valueToJson(element));
    return elements;
}
QJsonValue contentToJson(const ValueContainer& content)
{
    return containerToJson(content);
}

QJsonObject valueToJson(const Value& value)
{
    const std::string_view type = nameOf(value.type());
    QJsonObject json{{QStringLiteral("type"),
                      QString::fromLatin1(type.data(), static_cast<qsizetype>(type.size()))}};
    if (value.type() != ValueType::Null)
        json.insert(QStringLiteral("value"),
                    std::visit([](const auto& content) { return contentToJson(content); },
                               value.content()));
    return json;
}

/// Reads until something is wrong; then `problem` says what and where.
class JsonReader
{
public:
    explicit JsonReader(const ContainerLimits& limits) : limits_(limits) {}

    ValueContainer container(const QJsonObject& json, const QString& path);
    QString problem;

private:
    void fail(const QString& path, const QString& what)
    {
        if (problem.isEmpty())
            problem = QStringLiteral("%1 %2.").arg(path, what);
    }
    bool enter(const QString& path, qsizetype values);
    Value value(const QJsonObject& json, const QString& path);
    Value::Content content(ValueType type, const QJsonValue& json, const QString& path);
    template <class T>
    Value::Content integer(const QJsonValue& json, const QString& path);
    Value::Content longInteger(ValueType type, const QJsonValue& json, const QString& path);
    double floating(const QJsonValue& json, const QString& path);
    ByteString bytes(const QJsonValue& json, const QString& path);
    QString text(const QJsonValue& json, const QString& path);
    ValueArray array(const QJsonArray& json, const QString& path);

    const ContainerLimits& limits_;
    std::uint32_t depth_ = 0;
    std::uint64_t count_ = 0;
};

bool JsonReader::enter(const QString& path, qsizetype values)
{
    count_ += static_cast<std::uint64_t>(values);
    if (++depth_ > limits_.depth)
        fail(path, QStringLiteral("is nested deeper than %1 levels").arg(limits_.depth));
    if (count_ > limits_.count)
        fail(path, QStringLiteral("exceeds the limit of %1 values").arg(limits_.count));
    return problem.isEmpty();
}

QString JsonReader::text(const QJsonValue& json, const QString& path)
{
    if (!json.isString())
        fail(path, QStringLiteral("must be a string"));
    return json.toString();
}

template <class T>
Value::Content JsonReader::integer(const QJsonValue& json, const QString& path)
{
    using Limits = std::numeric_limits<T>;
    const double number = json.toDouble(std::numeric_limits<double>::quiet_NaN());
    if (!(number >= double(Limits::min()) && number <= double(Limits::max())) ||
        std::trunc(number) != number) {
        fail(path, QStringLiteral("must be a whole number from %1 to %2")
                       .arg(qint64(Limits::min()))
                       .arg(qint64(Limits::max())));
        return std::monostate{};
    }
    return static_cast<T>(number);
}

Value::Content JsonReader::longInteger(ValueType type, const QJsonValue& json, const QString& path)
{
    const QString digits = text(json, path);
    bool ok = false;
    Value::Content content;
    if (type == ValueType::Int64)
        content = std::int64_t(digits.toLongLong(&ok));
    else
        content = std::uint64_t(digits.toULongLong(&ok));
    if (!ok)
        fail(path, QStringLiteral("must be a string with a whole number of 64 bits"));
    return content;
}

double JsonReader::floating(const QJsonValue& json, const QString& path)
{
    if (json.isDouble())
        return json.toDouble();
    constexpr double infinity = std::numeric_limits<double>::infinity();
    const QString word = json.toString();
    if (word == QLatin1String("inf"))
        return infinity;
    if (word == QLatin1String("-inf"))
        return -infinity;
    if (word != QLatin1String("nan"))
        fail(path, QStringLiteral("must be a number or \"inf\", \"-inf\" or \"nan\""));
    return std::numeric_limits<double>::quiet_NaN();
}

ByteString JsonReader::bytes(const QJsonValue& json, const QString& path)
{
    const auto decoded = QByteArray::fromBase64Encoding(text(json, path).toLatin1(),
                                                        QByteArray::AbortOnBase64DecodingErrors);
    if (!decoded)
        fail(path, QStringLiteral("must be Base64"));
    return {(*decoded).toStdString()};
}

ValueArray JsonReader::array(const QJsonArray& json, const QString& path)
{
    ValueArray values;
    if (!enter(path, json.size()))
        return values;
    for (qsizetype i = 0; i < json.size() && problem.isEmpty(); ++i)
        values.push_back(value(json[i].toObject(), QStringLiteral("%1[%2]").arg(path).arg(i)));
    --depth_;
    return values;
}

Value::Content JsonReader::content(ValueType type, const QJsonValue& json, const QString& path)
{
    const auto expect = [&](bool holds, const char* what) {
        if (!holds)
            fail(path, QStringLiteral("must be %1").arg(QLatin1String(what)));
    };
    switch (type) {
    case ValueType::Null:
        return std::monostate{};
    case ValueType::Bool:
        expect(json.isBool(), "true or false");
        return json.toBool();
    case ValueType::Int8:
        return integer<std::int8_t>(json, path);
    case ValueType::Int16:
        return integer<std::int16_t>(json, path);
    case ValueType::Int32:
        return integer<std::int32_t>(json, path);
    case ValueType::UInt8:
        return integer<std::uint8_t>(json, path);
    case ValueType::UInt16:
        return integer<std::uint16_t>(json, path);
    case ValueType::UInt32:
        return integer<std::uint32_t>(json, path);
    case ValueType::Int64:
    case ValueType::UInt64:
        return longInteger(type, json, path);
    case ValueType::Float:
        return static_cast<float>(floating(json, path));
    case ValueType::Double:
        return floating(json, path);
    case ValueType::Bytes:
        return bytes(json, path);
    case ValueType::String:
        return text(json, path).toStdString();
    case ValueType::Array:
        expect(json.isArray(), "a list");
        return array(json.toArray(), path);
    case ValueType::Container:
        expect(json.isObject(), "an object");
        return container(json.toObject(), path);
    }
    return std::monostate{};
}

Value JsonReader::value(const QJsonObject& json, const QString& path)
{
    const QString name = json.value(QLatin1String("type")).toString();
    const auto type = valueTypeFromName(name.toStdString());
    if (!type)
        fail(path + QStringLiteral(".type"),
             QStringLiteral("must be the name of a value type such as \"string\", not \"%1\"")
                 .arg(name));
    if (!problem.isEmpty())
        return {};
    return Value(
        content(*type, json.value(QLatin1String("value")), path + QStringLiteral(".value")));
}

ValueContainer JsonReader::container(const QJsonObject& json, const QString& path)
{
    ValueContainer container;
    const QJsonArray values = json.value(QLatin1String("values")).toArray();
    if (!enter(path, values.size()))
        return container;
    for (const HeaderField& field : headerFields) {
        const QJsonValue header = json.value(QLatin1String(field.key));
        const QString place = QStringLiteral("%1.%2").arg(path, QLatin1String(field.key));
        if (!header.isUndefined())
            container.*field.member = text(header, place).toStdString();
    }
    for (qsizetype i = 0; i < values.size() && problem.isEmpty(); ++i) {
        const QJsonObject named = values[i].toObject();
        const QString place = QStringLiteral("%1.values[%2]").arg(path).arg(i);
        const QString name =
            text(named.value(QLatin1String("name")), place + QStringLiteral(".name"));
        container.values.push_back({name.toStdString(), value(named, place)});
    }
    --depth_;
    return container;
}

} // namespace

QJsonObject containerToJson(const ValueContainer& container)
{
    QJsonObject json;
    for (const HeaderField& field : headerFields)
        json.insert(QLatin1String(field.key), QString::fromStdString(container.*field.member));
    QJsonArray values;
    for (const NamedValue& named : container.values) {
        QJsonObject value = valueToJson(named.value);
        value.insert(QStringLiteral("name"), QString::fromStdString(named.name));
        values.append(value);
    }
    json.insert(QStringLiteral("values"), values);
    return json;
}

Expected<ValueContainer, QString> containerFromJson(const QJsonObject& json,
                                                    const ContainerLimits& limits)
{
    JsonReader reader(limits);
    ValueContainer container = reader.container(json, QStringLiteral("container"));
    if (!reader.problem.isEmpty())
        return Unexpected{std::move(reader.problem)};
    return container;
}

} // namespace redial
