// SPDX-License-Identifier: MIT
#include "ui/panels/scenario_editor.h"

#include "core/base/whole_file.h"
#include "ui/view/theme.h"

#include <QFileDialog>
#include <QFileInfo>
#include <QFontDatabase>
#include <QHBoxLayout>
#include <QLabel>
#include <QListWidget>
#include <QPlainTextDocumentLayout>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QTextBlock>
#include <QVBoxLayout>

namespace redial {

namespace {

// Long enough that a fast typist is not told of every half word.
constexpr std::chrono::milliseconds pauseBeforeCheck(200);
constexpr int shownErrors = 4;

void replaceText(QTextDocument& document, const QString& text)
{
    document.setPlainText(text);
    document.setModified(false);
}

QTextDocument* documentOf(const QString& text, QObject* parent)
{
    auto* document = new QTextDocument(parent);
    document->setDocumentLayout(new QPlainTextDocumentLayout(document));
    document->setDefaultFont(QFontDatabase::systemFont(QFontDatabase::FixedFont));
    replaceText(*document, text);
    return document;
}

} // namespace

ScenarioEditor::ScenarioEditor(QWidget* parent)
    : QWidget(parent)
    , empty_(documentOf({}, this))
    , text_(new QPlainTextEdit(this))
    , list_(new QListWidget(this))
    , state_(new QLabel(this))
    , save_(new QPushButton(QStringLiteral("Save"), this))
{
    setAccessibleName(QStringLiteral("Scenario file"));
    text_->setAccessibleName(QStringLiteral("Text of the scenario file"));
    text_->setLineWrapMode(QPlainTextEdit::NoWrap);
    text_->setTabChangesFocus(true);
    list_->setAccessibleName(QStringLiteral("Errors of the scenario file"));
    list_->setWordWrap(true);
    list_->setMaximumHeight((fontMetrics().height() + 4) * shownErrors);
    state_->setAccessibleName(QStringLiteral("State of the scenario file"));
    save_->setAccessibleName(QStringLiteral("Save the scenario file"));
    delay_.setSingleShot(true);
    delay_.setInterval(pauseBeforeCheck);
    auto* foot = new QHBoxLayout;
    foot->addWidget(state_, 1);
    foot->addWidget(save_);
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(4, 4, 4, 4);
    column->addWidget(text_, 1);
    column->addWidget(list_);
    column->addLayout(foot);
    connect(text_, &QPlainTextEdit::textChanged, this, [this] {
        delay_.start();
        updateButtons();
    });
    connect(&delay_, &QTimer::timeout, this, &ScenarioEditor::check);
    connect(list_, &QListWidget::itemActivated, this, [this] { goTo(list_->currentRow()); });
    connect(list_, &QListWidget::itemClicked, this, [this] { goTo(list_->currentRow()); });
    connect(save_, &QPushButton::clicked, this, &ScenarioEditor::save);
    clear();
}

bool ScenarioEditor::open(const QString& path)
{
    QTextDocument* document = documents_.value(path);
    if (!document || !document->isModified()) {
        QFile file(path);
        if (!file.open(QIODevice::ReadOnly))
            return false;
        const QString text = QString::fromUtf8(file.read(mostScenarioBytes));
        if (!document)
            document = *documents_.insert(path, documentOf(text, this));
        else if (document->toPlainText() != text)
            replaceText(*document, text);
        isCut_ = !file.atEnd();
    }
    path_ = path;
    text_->setDocument(document);
    // What was cut off would be lost by saving.
    text_->setReadOnly(isCut_);
    check();
    return true;
}

void ScenarioEditor::clear()
{
    path_.clear();
    isCut_ = false;
    text_->setDocument(empty_);
    text_->setReadOnly(true);
    check();
}

QStringList ScenarioEditor::unsaved() const
{
    QStringList paths;
    for (auto document = documents_.begin(); document != documents_.end(); ++document) {
        if (document.value()->isModified())
            paths << document.key();
    }
    paths.sort();
    return paths;
}

void ScenarioEditor::save()
{
    if (path_.isEmpty())
        return;
    if (QFileInfo(path_).isWritable()) {
        saveAs(path_);
        return;
    }
    const QString path = QFileDialog::getSaveFileName(
        this, QStringLiteral("Save the scenario as"), QFileInfo(path_).fileName(),
        QStringLiteral("Scenarios (*.redial.json);;All files (*)"));
    if (!path.isEmpty())
        saveAs(path);
}

bool ScenarioEditor::saveAs(const QString& path)
{
    const auto written = writeWholeFile(path, text_->toPlainText().toUtf8());
    if (!written) {
        emit told(QStringLiteral("%1 cannot be written: %2; save it in another place.")
                      .arg(path, written.error()));
        return false;
    }
    if (path != path_) {
        QTextDocument* document = documents_.take(path_);
        if (QTextDocument* replaced = documents_.take(path))
            replaced->deleteLater();
        documents_.insert(path, document);
        path_ = path;
    }
    text_->document()->setModified(false);
    updateButtons();
    emit saved(path);
    return true;
}

void ScenarioEditor::check()
{
    delay_.stop();
    errors_.clear();
    if (!path_.isEmpty()) {
        if (auto scenarios = readScenario(text_->toPlainText().toUtf8()); !scenarios)
            errors_ = std::move(scenarios.error());
    }
    list_->clear();
    for (const ScenarioError& error : errors_)
        list_->addItem(error.text());
    list_->setVisible(!errors_.empty());
    mark();
    updateButtons();
}

void ScenarioEditor::mark()
{
    const Theme theme = Theme::from(palette());
    QList<QTextEdit::ExtraSelection> marks;
    for (const ScenarioError& error : errors_) {
        QTextEdit::ExtraSelection mark;
        mark.cursor = QTextCursor(text_->document()->findBlockByNumber(error.place.line - 1));
        mark.format.setBackground(theme.abnormalFill);
        mark.format.setProperty(QTextFormat::FullWidthSelection, true);
        marks.append(mark);
    }
    text_->setExtraSelections(marks);
}

void ScenarioEditor::goTo(int error)
{
    if (error < 0 || error >= static_cast<int>(errors_.size()))
        return;
    const TextPlace place = errors_[static_cast<std::size_t>(error)].place;
    const QTextBlock block = text_->document()->findBlockByNumber(place.line - 1);
    QTextCursor cursor(block);
    cursor.setPosition(block.position() + std::min(place.column, block.length()) - 1);
    text_->setTextCursor(cursor);
    text_->setFocus();
}

void ScenarioEditor::updateButtons()
{
    const bool modified = !path_.isEmpty() && text_->document()->isModified();
    save_->setEnabled(modified);
    save_->setToolTip(modified ? QString() : QStringLiteral("Nothing was changed"));
    if (path_.isEmpty())
        state_->setText(QStringLiteral("Select a scenario to see its file."));
    else if (delay_.isActive())
        state_->setText(QStringLiteral("Changed"));
    else if (isCut_)
        state_->setText(QStringLiteral("Too long to be changed here; the end is not shown."));
    else if (errors_.empty())
        state_->setText(modified ? QStringLiteral("No errors, not saved")
                                 : QStringLiteral("No errors"));
    else
        state_->setText(errors_.size() == 1 ? QStringLiteral("One error")
                                            : QStringLiteral("%1 errors").arg(errors_.size()));
}

} // namespace redial
