#!/usr/bin/env python3
"""Writes which ids of conversations transformers takes for the assistant's: tests/fixtures/chat-templates/assistant-masks.jsonl.

    python3 tests/interop/make_masks.py

Of an answer that ends in a character of several ids, transformers masks the first of these alone; no conversation here ends so. Templates mark the assistant's turns with {% generation %}; the tokenizer is tests/fixtures/tokenizers/llama3-like. Needs transformers.
"""
import json
import os
import pathlib

os.environ["HF_HUB_OFFLINE"] = "1"

import transformers

fixtures = pathlib.Path(__file__).resolve().parent.parent / "fixtures"
tokenizer = transformers.AutoTokenizer.from_pretrained(fixtures / "tokenizers" / "llama3-like")

HEAD = "{{ '<|start_header_id|>' + message['role'] + '<|end_header_id|>\n\n' }}"
TEMPLATES = {
    "with the end": "{% for message in messages %}" + HEAD + "{% if message['role'] == 'assistant' %}{% generation %}{{ message['content'] + '<|eot_id|>' }}"
                    "{% endgeneration %}{% else %}{{ message['content'] + '<|eot_id|>' }}{% endif %}{% endfor %}"
                    "{% if add_generation_prompt %}{{ '<|start_header_id|>assistant<|end_header_id|>\n\n' }}{% endif %}",
    "without the end": "{{ bos_token }}{% for message in messages %}" + HEAD + "{% if message['role'] == 'assistant' %}\n    {%- generation %}\n"
                       "    {{- message['content'] }}\n    {%- endgeneration %}\n{%- else %}{{ message['content'] }}{% endif %}{{ '<|eot_id|>' }}{% endfor %}"
                       "{% if add_generation_prompt %}{{ '<|start_header_id|>assistant<|end_header_id|>\n\n' }}{% endif %}",
    "behind a thought": "{% for message in messages %}" + HEAD + "{% if message['role'] == 'assistant' %}{{ 'Let me see. ' }}{% generation %}"
                        "{{ message['content'] }}{{ '<|eot_id|>' }}{% endgeneration %}{% else %}{{ message['content'] + '<|eot_id|>' }}{% endif %}{% endfor %}"
                        "{% if add_generation_prompt %}{{ '<|start_header_id|>assistant<|end_header_id|>\n\n' }}{% endif %}",
}
CHATS = [
    [("user", "Hi"), ("assistant", "Hello")],
    [("system", "Be brief."), ("user", "What is 12+30?"), ("assistant", "42"), ("user", "  and 1 more?\n"), ("assistant", "43, I think.")],
    [("user", "a"), ("assistant", "b"), ("user", "c"), ("assistant", "d e"), ("user", "f"), ("assistant", "caf\u00e9 \u4e2d\u6587 \U0001f600 now")],
]
with open(fixtures / "chat-templates" / "assistant-masks.jsonl", "w") as out:
    for name, template in TEMPLATES.items():
        for chat in CHATS:
            messages = [{"role": role, "content": content} for role, content in chat]
            got = tokenizer.apply_chat_template(messages, chat_template=template, return_dict=True, return_assistant_tokens_mask=True)
            row = {"name": name, "template": template, "messages": messages, "ids": list(got["input_ids"]), "mask": list(got["assistant_masks"])}
            out.write(json.dumps(row) + "\n")
            print(name, sum(row["mask"]), "of", len(row["ids"]))
