// SPDX-License-Identifier: MIT
#include "ui/window/shortcut_sheet.h"

#include "ui/window/action_registry.h"

#include <QDialogButtonBox>
#include <QPushButton>
#include <QTextBrowser>
#include <QVBoxLayout>

namespace redial {

ShortcutSheet::ShortcutSheet(const ActionRegistry& registry, QWidget* parent)
    : QDialog(parent), registry_(registry), browser_(new QTextBrowser(this))
{
    setWindowTitle(QStringLiteral("Keyboard shortcuts"));
    setAccessibleName(windowTitle());
    setModal(false);
    resize(620, 640);
    auto* layout = new QVBoxLayout(this);
    layout->addWidget(browser_);
    browser_->setAccessibleName(windowTitle());
    auto* buttons = new QDialogButtonBox(QDialogButtonBox::Close, this);
    buttons->setAccessibleName(QStringLiteral("Buttons"));
    buttons->button(QDialogButtonBox::Close)->setAccessibleName(QStringLiteral("Close"));
    layout->addWidget(buttons);
    connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::close);
}

QString ShortcutSheet::text() const
{
    return browser_->toPlainText();
}

void ShortcutSheet::showEvent(QShowEvent* event)
{
    browser_->setHtml(html());
    QDialog::showEvent(event);
}

QString ShortcutSheet::html() const
{
    QStringList categories;
    for (const auto& entry : registry_.entries())
        if (!categories.contains(entry.category))
            categories.append(entry.category);
    for (const auto& gesture : registry_.gestures())
        if (!categories.contains(gesture.category))
            categories.append(gesture.category);
    QString html;
    const auto row = [&html](const QString& keys, const QString& meaning) {
        html += QStringLiteral("<tr><td width='220'><b>%1</b></td><td>%2</td></tr>")
                    .arg(keys.toHtmlEscaped(), meaning.toHtmlEscaped());
    };
    for (const QString& category : categories) {
        const qsizetype before = html.size();
        html += QStringLiteral("<h3>%1</h3><table cellspacing='4'>").arg(category);
        const qsizetype empty = html.size();
        for (const auto& entry : registry_.entries()) {
            if (entry.category == category && !entry.action->shortcut().isEmpty())
                row(entry.action->shortcut().toString(QKeySequence::NativeText),
                    entry.action->text());
        }
        for (const auto& gesture : registry_.gestures()) {
            if (gesture.category == category)
                row(gesture.keys, gesture.meaning);
        }
        if (html.size() == empty)
            html.truncate(before);
        else
            html += QStringLiteral("</table>");
    }
    return html;
}

} // namespace redial
