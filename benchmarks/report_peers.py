"""What BERTopic, turftopic, topicwizard, BERTrend and rakenlp draw and write of the same submissions.

Each tool is a function that fits what it must and hands its own functions to a :class:`Sheet`, which runs them, keeps
their output as a user would (a figure by its own ``write_html``, a table as CSV, a printout as text) and notes what
failed. Peers get the raw texts, since none of them masks, our vectors for an encoder and spaCy's Finnish stop words.
"""

from __future__ import annotations

import io
import os
import time
import warnings
from collections.abc import Callable, Iterable
from contextlib import redirect_stderr, redirect_stdout
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from sklearn.feature_extraction.text import CountVectorizer

SEED = 0
QUARTERS = 8
SIMILAR = 0.5  # BERTrend joins topics of two periods from here on; its 0.7 is for a sentence encoder's vectors
TOKENS = r"(?u)\b[^\W\d_][\w-]+\b"
PHENOMENON = "haato_vuokravelka"
NO_MODEL = "no key and no model: only what works without"


@dataclass
class Given:
    """What every tool gets; ``vectors`` are of the masked texts, so that planted identifiers change no cluster."""

    path: Path
    frame: pd.DataFrame  # id, text, date, group
    vectors: np.ndarray
    words: list[str]
    word_vectors: np.ndarray
    stop_words: list[str]

    @property
    def dated(self) -> np.ndarray:
        """Return which observations have a date: functions over time of the peers take no other."""
        return self.frame["date"].notna().to_numpy()

    def encoder(self) -> Any:
        """Return our vectors of texts and words in the form that turftopic takes."""
        from turftopic.encoders import ExternalEncoder

        known = dict(zip(self.words, self.word_vectors, strict=True))
        known |= dict(zip(self.frame["text"], self.vectors, strict=True))

        class Ours(ExternalEncoder):
            def encode(self, sentences: Iterable[str], *args: Any, **kwargs: Any) -> np.ndarray:
                return np.array([known[str(sentence)] for sentence in sentences])

        return Ours()

    def vectorizer(self) -> Any:
        """Return the counter of words that every peer gets."""
        return CountVectorizer(vocabulary=self.words, token_pattern=TOKENS)


@dataclass
class Sheet:
    """Runs what a tool draws and writes, and keeps it in a folder."""

    folder: Path
    kinds: dict[str, str] = field(default_factory=dict)  # file -> figure, page, table, printout, document
    failed: dict[str, str] = field(default_factory=dict)
    titles: set[str] = field(default_factory=set)  # words that figures say on axes and above
    lines: int = 0  # lines drawn in figures over time ...
    looks: int = 0  # ... and how many kinds of dash and mark they have: what is left of them in greyscale
    bands: int = 0  # traces with error bars or a filled band
    small: int = 0  # counts of one to four that are shown
    notes: dict[str, Any] = field(default_factory=dict)
    seconds: float = 0.0

    def figure(self, name: str, draw: Callable[[], Any]) -> None:
        """Keep a plotly figure, or whatever else has ``write_html`` or ``save``."""
        drawn = self.attempt(name, draw)
        if drawn is None:
            return
        path = self.folder / f"{name}.html"
        self.attempt(name, lambda: (getattr(drawn, "write_html", None) or drawn.save)(str(path)))
        if not path.exists():
            return
        self.kinds[path.name] = "figure"
        layout = getattr(drawn, "layout", None)
        if layout is None:
            return
        axes = [getattr(layout[key], "title", None) for key in layout if key[:5] in ("xaxis", "yaxis")]
        for title in (layout.title, *axes):
            if title is not None and title.text:
                self.titles.add(str(title.text).replace("<b>", "").replace("</b>", "").strip())
        lines = [trace for trace in drawn.data if trace.type == "scatter" and "lines" in str(trace.mode)]
        if "over_time" in name or "evolution" in name:
            self.lines = max(self.lines, len(lines))
            self.looks = max(self.looks, len({(trace.line.dash, str(trace.marker.symbol)) for trace in lines}))
        self.bands += sum(_is_band(trace) for trace in drawn.data)

    def table(self, name: str, make: Callable[[], pd.DataFrame], counts: str | None = None) -> None:
        """Keep a table as CSV; ``counts`` is the column in which counts of one to four are noted."""
        made = self.attempt(name, make)
        if made is not None:
            made.to_csv(self.folder / f"{name}.csv", index=False)
            self.kinds[f"{name}.csv"] = "table"
            if counts:
                self.small += int(pd.to_numeric(made[counts], errors="coerce").between(1, 4).sum())

    def printout(self, name: str, work: Callable[[], Any]) -> None:
        """Keep what a function prints or returns."""
        out = io.StringIO()

        def said() -> Any:
            with redirect_stdout(out):
                return work()

        result = self.attempt(name, said)
        told = out.getvalue() + ("" if result is None else str(result))
        if told:
            (self.folder / f"{name}.txt").write_text(told, "utf-8")
            self.kinds[f"{name}.txt"] = "printout"

    def written(self, kind: str, work: Callable[[], Any]) -> None:
        """Keep the files that a function writes itself."""
        before = set(self.folder.iterdir())
        self.attempt(kind, work)
        for path in sorted(set(self.folder.iterdir()) - before):
            self.kinds[path.name] = kind

    def attempt(self, name: str, work: Callable[[], Any]) -> Any:
        """Return what a function returns, and None with a note if it fails."""
        start = time.process_time()
        try:
            with warnings.catch_warnings(), redirect_stderr(io.StringIO()):
                warnings.simplefilter("ignore")
                return work()
        except Exception as error:  # noqa: BLE001 - what does not work is a result
            self.failed[name] = f"{type(error).__name__}: {str(error).splitlines()[0][:90] if str(error) else ''}"
            return None
        finally:
            self.seconds += time.process_time() - start


def _is_band(trace: Any) -> bool:
    error = getattr(trace, "error_y", None)
    return getattr(trace, "fill", None) not in (None, "none") or (error is not None and error.array is not None)


def reduced(given: Given) -> np.ndarray:
    """Return the vectors in two dimensions."""
    from umap import UMAP

    reduce = UMAP(n_neighbors=10, n_components=2, min_dist=0.0, metric="cosine", random_state=SEED)
    return reduce.fit_transform(given.vectors)


def bertopic(given: Given, sheet: Sheet) -> None:
    """BERTopic with its defaults, but for the vectors, the seed and the stop words."""
    from bertopic import BERTopic
    from umap import UMAP

    texts, dated = given.frame["text"].tolist(), given.dated
    reduce = UMAP(n_neighbors=15, n_components=5, min_dist=0.0, metric="cosine", random_state=SEED)
    model = BERTopic(language="multilingual", umap_model=reduce, vectorizer_model=given.vectorizer())
    topics, _ = model.fit_transform(texts, given.vectors)
    flat = reduced(given)
    sheet.notes |= {"groups": len(set(topics) - {-1}), "in no group": sum(topic == -1 for topic in topics)}
    sheet.notes["outside"] = [i for i, topic in enumerate(topics) if topic == -1]
    _start(sheet)
    sheet.table("get_topic_info", model.get_topic_info, counts="Count")
    sheet.table("get_document_info", lambda: model.get_document_info(texts))
    sheet.printout("get_representative_docs", model.get_representative_docs)
    sheet.figure("visualize_topics", model.visualize_topics)
    sheet.figure("visualize_barchart", model.visualize_barchart)
    sheet.figure("visualize_heatmap", model.visualize_heatmap)
    sheet.figure("visualize_term_rank", model.visualize_term_rank)
    sheet.figure("visualize_hierarchy", model.visualize_hierarchy)
    sheet.figure("visualize_documents", lambda: model.visualize_documents(texts, reduced_embeddings=flat))
    sheet.figure(
        "visualize_document_datamap",
        lambda: model.visualize_document_datamap(texts, reduced_embeddings=flat, interactive=True),
    )
    tree = sheet.attempt("hierarchical_topics", lambda: model.hierarchical_topics(texts))
    sheet.figure(
        "visualize_hierarchical_documents",
        lambda: model.visualize_hierarchical_documents(texts, tree, reduced_embeddings=flat),
    )
    then = given.frame["date"][dated].tolist()
    some = [text for text, is_in in zip(texts, dated, strict=True) if is_in]
    their = [topic for topic, is_in in zip(topics, dated, strict=True) if is_in]
    over = sheet.attempt("topics_over_time", lambda: model.topics_over_time(some, then, topics=their, nr_bins=QUARTERS))
    sheet.table("topics_over_time", lambda: over, counts="Frequency")
    sheet.figure("visualize_topics_over_time", lambda: model.visualize_topics_over_time(over))
    groups = given.frame["group"].fillna("ei kerrottu").tolist()
    by = sheet.attempt("topics_per_class", lambda: model.topics_per_class(texts, classes=groups))
    sheet.table("topics_per_class", lambda: by, counts="Frequency")
    sheet.figure("visualize_topics_per_class", lambda: model.visualize_topics_per_class(by))


def turftopic(given: Given, sheet: Sheet) -> None:
    """KeyNMF for tables and time, S³ for the compass, its clustering model for the tree and the map."""
    from turftopic import ClusteringTopicModel, KeyNMF, SemanticSignalSeparation

    texts, dated, count = given.frame["text"].tolist(), given.dated, 40
    common = {"encoder": given.encoder(), "vectorizer": given.vectorizer(), "random_state": SEED}
    model = KeyNMF(count, **common)
    shares = np.asarray(model.fit_transform(texts, embeddings=given.vectors))
    moving = KeyNMF(count, **common)
    then = [day.to_pydatetime() for day in given.frame["date"][dated]]
    some = [text for text, is_in in zip(texts, dated, strict=True) if is_in]
    moving.fit_transform_dynamic(some, timestamps=then, embeddings=given.vectors[dated], bins=QUARTERS)
    signals = SemanticSignalSeparation(10, **common)
    signals.fit(texts, embeddings=given.vectors)
    clusters = ClusteringTopicModel(n_reduce_to=20, **common)
    labels = np.asarray(clusters.fit_predict(texts, embeddings=given.vectors))
    sheet.notes |= {"groups": count, "in no group": int((shares.max(axis=1) <= 0).sum())}
    sheet.notes["outside"] = np.flatnonzero(shares.max(axis=1) <= 0).tolist()
    sheet.notes["in no group, clustering model"] = int((labels == -1).sum())
    _start(sheet)
    sheet.printout("print_topics", model.print_topics)
    sheet.table("topics_df", model.topics_df)
    sheet.printout(
        "print_representative_documents",
        lambda: [model.print_representative_documents(i, texts, shares, top_k=3) for i in range(count)] and None,
    )
    sheet.table(
        "representative_documents_df",
        lambda: pd.concat([model.representative_documents_df(i, texts, top_k=3) for i in range(count)]),
    )
    sheet.table("topic_distribution_df", lambda: model.topic_distribution_df(texts[0]))
    sheet.printout("print_topics_over_time", moving.print_topics_over_time)
    sheet.table("topics_over_time_df", moving.topics_over_time_df)
    sheet.figure("plot_topics_over_time", moving.plot_topics_over_time)
    sheet.figure("plot_concept_compass", lambda: signals.plot_concept_compass(0, 1))
    sheet.printout("hierarchy", lambda: clusters.hierarchy)
    sheet.figure("plot_tree", lambda: clusters.hierarchy.plot_tree())
    sheet.figure("plot_clusters_datamapplot", lambda: clusters.plot_clusters_datamapplot(hover_text=texts))


def topicwizard(given: Given, sheet: Sheet) -> None:
    """The figures of topicwizard on turftopic's KeyNMF; its web application is not started."""
    from topicwizard import figures
    from turftopic import KeyNMF

    texts = given.frame["text"].tolist()
    model = KeyNMF(40, encoder=given.encoder(), vectorizer=given.vectorizer(), random_state=SEED)
    data = model.prepare_topic_data(texts, embeddings=given.vectors)
    groups = given.frame["group"].fillna("ei kerrottu").tolist()
    shares = np.asarray(data["document_topic_matrix"])
    sheet.notes |= {"groups": 40, "in no group": int((shares.max(axis=1) <= 0).sum())}
    sheet.notes["outside"] = np.flatnonzero(shares.max(axis=1) <= 0).tolist()
    _start(sheet)
    sheet.figure("topic_map", lambda: figures.topic_map(data))
    sheet.figure("topic_barcharts", lambda: figures.topic_barcharts(data))
    sheet.figure("topic_wordclouds", lambda: figures.topic_wordclouds(data))
    sheet.figure("word_map", lambda: figures.word_map(data))
    sheet.figure("document_map", lambda: figures.document_map(data))
    sheet.figure("document_topic_distribution", lambda: figures.document_topic_distribution(data, texts[0]))
    sheet.figure("group_map", lambda: figures.group_map(data, groups))
    sheet.figure("group_topic_barcharts", lambda: figures.group_topic_barcharts(data, groups))


def bertrend(given: Given, sheet: Sheet) -> None:
    """BERTrend by quarters, without a language model: signals, their figures, and the newsletter of whole texts.

    It knows French and English; unless told that texts are multilingual, BERTopic drops ä and ö from words.
    """
    home = sheet.folder.parent / "home"
    os.environ |= {"BERTREND_BASE_DIR": str(home), "OPENAI_API_KEY": "none"}
    from bertrend.BERTopicModel import BERTopicModel
    from bertrend.BERTrend import BERTrend
    from bertrend.llm_utils.newsletter_features import generate_newsletter, render_newsletter
    from bertrend.trend_analysis import visualizations as drawn
    from bertrend.utils.data_loading import group_by_days
    from loguru import logger

    logger.remove()
    topic_model = BERTopicModel({"global": {"language": "English"}, "bertopic_model": {"language": "multilingual"}})
    settings = {"ngram_range": (1, 2), "min_df": 2, "token_pattern": TOKENS}  # theirs, with Finnish stop words
    topic_model.vectorizer_model = CountVectorizer(stop_words=given.stop_words, **settings)
    trend = BERTrend(topic_model=topic_model)
    trend.config |= {"granularity": 91, "min_similarity": SIMILAR}
    rows = given.frame[given.dated].reset_index(drop=True)
    who = rows["group"].fillna("ei kerrottu")
    table = rows.assign(timestamp=rows["date"], source=who, document_id=rows["id"], url=rows["id"], title="")
    quarters = group_by_days(table, 91)
    models = sheet.folder.parent / "models"
    models.mkdir(exist_ok=True)
    trend.train_topic_models(quarters, None, given.vectors[given.dated], models, save_topic_models=True)
    trend.calculate_signal_popularity()
    last = max(trend.doc_groups)
    found = {}
    each = trend.restore_topic_models(models)
    outside = pd.concat([m.doc_info_df for m in each.values()]).query("Topic == -1")
    sheet.notes |= {"groups": len(trend.topic_sizes), "in no group": len(outside)}
    known = dict(zip(given.frame["id"], range(len(given.frame)), strict=True))
    sheet.notes["outside"] = [known[i] for i in outside["document_id"]]
    sheet.notes["quarters"] = len(trend.doc_groups)
    sheet.notes["topics of quarters"] = [len(m.get_topic_info().query("Topic >= 0")) for m in each.values()]
    sheet.notes["topics kept"] = len(trend.merged_df)
    sheet.notes["not run"] = NO_MODEL
    _start(sheet)
    for name, frame in zip(("noise", "weak", "strong"), trend.classify_signals(365, last), strict=True):
        found[name] = len(frame)
        counts = "Docs_Count" if "Docs_Count" in frame else None
        sheet.table(f"signals_{name}", lambda frame=frame: frame, counts=counts)
    sheet.notes["signals"] = found
    sheet.figure("plot_num_topics", lambda: drawn.plot_num_topics(each))
    sheet.figure("plot_size_outliers", lambda: drawn.plot_size_outliers(each))
    sheet.figure("plot_topics_for_model", lambda: drawn.plot_topics_for_model(each[last]))
    sheet.figure("plot_newly_emerged_topics", lambda: drawn.plot_newly_emerged_topics(trend.all_new_topics_df))
    sheet.figure("create_sankey_diagram", lambda: drawn.create_sankey_diagram_plotly(trend.all_merge_histories_df))

    def evolution() -> Any:
        start, end, values, low, high = trend._compute_popularity_values_and_thresholds(365, last)
        figure = drawn.create_topic_size_evolution_figure(trend.topic_sizes)
        return drawn.plot_topic_size_evolution(figure, last, start, end, values, low, high)

    sheet.figure("plot_topic_size_evolution", evolution)
    newest = trend.last_topic_model

    def newsletter() -> None:
        part = quarters[last].reset_index(drop=True)
        letter = generate_newsletter(
            newest, part, newest.doc_info_df["Topic"].tolist(), summary_mode="none", prompt_language="en"
        )
        for form in ("html", "md"):
            render_newsletter(letter, sheet.folder / f"newsletter.{form}", output_format=form, language="en")

    sheet.written("page", newsletter)


def rakenlp(given: Given, sheet: Sheet) -> None:
    """Everything that an analysis writes, for the working group and to be published."""
    import rakenlp as ours
    from rakenlp.reporting.plots import alt_text

    obs = ours.read_observations(given.path)
    analysis = ours.analyse(obs)
    where = analysis.observations.reset_index(drop=True)
    sheet.notes |= {"groups": len(analysis.phenomena), "in no group": int(where["phenomenon_id"].isna().sum())}
    sheet.notes["outside"] = np.flatnonzero(where["phenomenon_id"].isna()).tolist()
    sheet.notes["flags"] = analysis.flags["kind"].value_counts().to_dict()
    _start(sheet)
    days = given.frame["date"].dropna()
    period = (str(days.min().date()), str(days.max().date()))
    for form in ("html", "docx"):
        for profile, kind in (("internal", "page"), ("published", "published")):
            path = sheet.folder / f"kooste-{profile}.{form}"
            sheet.written(kind, partial(analysis.kooste, path, profile=profile, period=period))
    sheet.written("page", lambda: analysis.rake_vartti(PHENOMENON, sheet.folder / "rake-vartti.html"))
    sheet.written("page", lambda: analysis.social_report(PHENOMENON, sheet.folder / "social-report.docx"))
    for profile, kind in (("internal", "table"), ("published", "published")):

        def tables(profile: str = profile) -> None:
            inner = sheet.folder.parent / f"tables-{profile}"
            for path in analysis.to_tables(inner, profile=profile):
                (sheet.folder / f"{profile}-{Path(path).name}").write_bytes(Path(path).read_bytes())

        sheet.written(kind, tables)
    said = {}
    for name in ("timeline", "voices", "map"):
        plot = getattr(analysis.plot, name)()
        plot.savefig(sheet.folder / f"plot-{name}.png", dpi=110)
        sheet.kinds[f"plot-{name}.png"] = "picture"
        said[name] = alt_text(plot)
    sheet.notes["alt texts"] = said
    sheet.printout("notebook", analysis._repr_html_)
    sheet.table("explain", lambda: analysis.explain(PHENOMENON).reset_index())
    counts = pd.read_csv(sheet.folder / "internal-voices.csv", sep=";")["n"]
    sheet.small = int(counts.between(1, 4).sum())
    published = pd.read_csv(sheet.folder / "published-parents.csv", sep=";", dtype=str)["n"]
    sheet.notes["small counts published"] = int(pd.to_numeric(published, errors="coerce").between(1, 4).sum())
    sheet.bands = int(analysis.flags["expected_low"].notna().sum())


def _start(sheet: Sheet) -> None:
    sheet.notes["seconds of the model"] = time.process_time()
    sheet.seconds = 0.0


#: By name: the package whose version is told, and what runs the tool.
TOOLS: dict[str, tuple[str, Callable[[Given, Sheet], None]]] = {
    "rakenlp": ("rakenlp", rakenlp),
    "bertopic": ("bertopic", bertopic),
    "turftopic": ("turftopic", turftopic),
    "topicwizard": ("topic-wizard", topicwizard),
    "bertrend": ("bertrend", bertrend),
}
