"""A real server on this machine: `transformers serve`, with a tiny chat model that knows a few answers by heart."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path
from typing import NamedTuple
from urllib.error import URLError
from urllib.request import urlopen

import pytest
from chat_server import bounded  # noqa: F401  a fixture

import bench
from bench.errors import BenchError
from bench.models import Tagged
from bench.models.endpoint.summarizer import EndpointSettings, EndpointSummarizer
from bench.models.endpoint.tagger import EndpointTagger, EndpointTaggerSettings
from bench.models.prompts import load_prompt
from bench.runs import RunConfig

TEMPLATE = (
    "{% for m in messages %}<|start|>{{ m.role }}\n{{ m.content }}<|end|>\n{% endfor %}"
    "{% if add_generation_prompt %}<|start|>assistant\n{% endif %}"
)
# Short prompts, as the model is small: three tokens an ideograph.
PROMPTS = {
    "ner": {
        "task": "ner", "system": "JSON", "user": "{types}\n{text}",
        "types": {"core3": {"PER": {"type": "PER", "means": "人"}, "LOC": {"type": "LOC", "means": "地"}}},
    },
    "summary": {"task": "summary", "user": "{limit}字：{text}"},
}  # fmt: skip
ARTICLE = "泗水，泗水。"
NAMES = {
    "张三到济宁。": '{"mentions": [{"text": "张三", "type": "PER"}, {"text": "济宁", "type": "LOC"}]}',
    ARTICLE: '好：```json\n[{"text": "泗水", "type": "LOC"},]\n```',
    "夜雨。": "没有。",
}
SUMMARIES = {"张三到济宁。": "<think>短。</think>\n张三到济宁", "夜雨。": "夜雨"}


class Served(NamedTuple):
    url: str
    model: str
    prompts: Path

    def tagger(self, **settings) -> EndpointTagger:
        settings = {"base_url": self.url, "prompt": str(self.prompts / "ner.yaml"), **settings}
        return EndpointTagger(EndpointTaggerSettings(self.model, **settings))

    def summarizer(self, **settings) -> EndpointSummarizer:
        settings = {"base_url": self.url, "prompt": str(self.prompts / "summary.yaml"), **settings}
        return EndpointSummarizer(EndpointSettings(self.model, **settings))


def byte_tokenizer():
    """A token a byte: every Chinese text is in its vocabulary."""
    from tokenizers import Tokenizer, decoders, models, pre_tokenizers
    from transformers import PreTrainedTokenizerFast

    tokens = ["<|end|>", "<|start|>", *sorted(pre_tokenizers.ByteLevel.alphabet())]
    tokenizer = Tokenizer(models.BPE({token: number for number, token in enumerate(tokens)}, []))
    tokenizer.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
    tokenizer.decoder = decoders.ByteLevel()
    special = {"eos_token": "<|end|>", "additional_special_tokens": ["<|start|>"]}
    return PreTrainedTokenizerFast(tokenizer_object=tokenizer, chat_template=TEMPLATE, **special)


def teach(folder: Path, prompts: Path) -> None:
    """A Llama of two layers that answers `NAMES` and `SUMMARIES`, saved as anybody's checkpoint."""
    import torch
    from transformers import LlamaConfig, LlamaForCausalLM

    torch.set_num_threads(1)
    torch.manual_seed(0)
    tokenizer = byte_tokenizer()
    ner, summary = (load_prompt(task, str(prompts / f"{task}.yaml")) for task in PROMPTS)
    chats = [(ner.fill(text=text, types=ner.told("core3")), answer) for text, answer in NAMES.items()]
    chats += [(summary.fill(text=text, limit="60"), answer) for text, answer in SUMMARIES.items()]
    rows = []
    for question, answer in chats:
        messages = [{"role": role, "content": said} for role, said in question._asdict().items() if said]
        asked = tokenizer.apply_chat_template(messages, add_generation_prompt=True)["input_ids"]
        rows.append((asked, [*tokenizer(answer)["input_ids"], tokenizer.eos_token_id]))
    ids = torch.zeros((len(rows), max(len(asked) + len(answer) for asked, answer in rows)), dtype=torch.long)
    labels = torch.full_like(ids, -100)
    for row, (asked, answer) in enumerate(rows):
        ids[row, : len(asked) + len(answer)] = torch.tensor([*asked, *answer])
        labels[row, len(asked) : len(asked) + len(answer)] = torch.tensor(answer)
    sizes = {"hidden_size": 64, "intermediate_size": 128, "num_hidden_layers": 2, "num_attention_heads": 4}
    ends = {"eos_token_id": tokenizer.eos_token_id, "bos_token_id": None, "pad_token_id": None}
    model = LlamaForCausalLM(LlamaConfig(vocab_size=len(tokenizer), max_position_embeddings=1024, **sizes, **ends))
    optimizer = torch.optim.Adam(model.parameters(), 5e-3)
    for _ in range(300):
        loss = model(input_ids=ids, labels=labels).loss
        if loss < 0.005:
            break
        loss.backward()
        optimizer.step()
        optimizer.zero_grad()
    assert loss < 0.02, "the tiny model has not learned its answers"
    model.save_pretrained(folder)
    tokenizer.save_pretrained(folder)


@pytest.fixture(scope="module")
def served(tmp_path_factory):
    folder, prompts = tmp_path_factory.mktemp("tiny-chat"), tmp_path_factory.mktemp("prompts")
    for task, said in PROMPTS.items():
        (prompts / f"{task}.yaml").write_text(json.dumps(said, ensure_ascii=False), encoding="utf-8")
    teach(folder, prompts)
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    log = folder / "server.log"
    command = [str(Path(sys.executable).parent / "transformers"), "serve", str(folder)]
    offline = {"HF_HUB_OFFLINE": "1", "HF_HUB_DISABLE_UPDATE_CHECK": "1", "OMP_NUM_THREADS": "1"}
    with log.open("wb") as out:
        process = subprocess.Popen(
            [*command, "--host", "127.0.0.1", "--port", str(port), "--device", "cpu"],
            stdout=out, stderr=subprocess.STDOUT, env={**os.environ, **offline},
        )  # fmt: skip
    try:
        _wait_until_up(f"http://127.0.0.1:{port}/health", process, log)
        yield Served(f"http://127.0.0.1:{port}/v1", str(folder), prompts)
    finally:
        process.send_signal(signal.SIGTERM)
        try:
            process.wait(5)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait(5)


def _wait_until_up(url: str, process: subprocess.Popen, log: Path) -> None:
    until = time.monotonic() + 100
    while time.monotonic() < until and process.poll() is None:
        try:
            if urlopen(url, timeout=1).status == 200:
                return
        except (URLError, OSError):  # noqa: PERF203  it waits
            time.sleep(0.1)
    pytest.fail(f"transformers serve did not come up:\n{log.read_text(errors='replace')[-2000:]}")


def test_names_through_a_real_server(served):
    model = served.tagger(concurrency=2)
    answers = dict(model.stream([[text] for text in NAMES]))
    assert [answers[n].error for n in range(3)] == [None] * 3
    assert answers[0].value == [[Tagged(0, 2, "PER"), Tagged(3, 5, "LOC")]]
    # This server does not hold a model to a schema: a fence, a word before it and a comma too many were read.
    assert answers[1].value == [[Tagged(0, 2, "LOC")]]
    assert answers[1].kept["ambiguous"] == 1
    assert answers[2].value == [[]]
    assert answers[2].kept["unparsable"] == 1
    # Tokens are bytes here, and the end is one.
    assert answers[2].kept["tokens"]["output"] == len("没有。".encode()) + 1
    assert model.usage.requests == 3
    assert model.usage.retries == 0


def test_summaries_through_a_real_server(served):
    assert served.summarizer().predict(list(SUMMARIES), 60) == ["张三到济宁", "夜雨"]


def test_what_max_tokens_cuts_off_is_told_by_a_real_server(served):
    ((_, answer),) = served.tagger(max_tokens=60, structured="none").stream([["张三到济宁。"]])
    assert answer.value == [[Tagged(0, 2, "PER")]]
    assert answer.kept["cut_off"] == 1
    assert answer.kept["tokens"]["output"] == 60


def test_a_model_that_a_real_server_does_not_have_fails_with_what_it_says(served):
    model = EndpointSummarizer(EndpointSettings("nobody/nothing", base_url=served.url, retries=0))
    ((_, answer),) = model.stream(["文"], 60)
    assert answer.error.startswith("HTTP 400: Server is pinned to")


def test_a_wrong_address_of_a_real_server_ends_the_run(served):
    with pytest.raises(BenchError, match="HTTP 404: Not Found; see base_url, and whether it has the model"):
        served.summarizer(base_url=served.url.removesuffix("/v1")).predict(["文"], 60)


def test_a_run_on_the_page_through_a_real_server(served, tmp_path):
    settings = {"base_url": served.url, "prompt": str(served.prompts / "ner.yaml"), "max_tokens": 8, "window": 300}
    config = RunConfig(model=f"openai:{served.model}", settings=settings, out=tmp_path, name="tiny", limit=2)
    record = bench.run(config)
    assert record.status.done == 2
    assert record.timing["usage"]["requests"] >= 2
    assert bench.run(config).fresh == "done"
