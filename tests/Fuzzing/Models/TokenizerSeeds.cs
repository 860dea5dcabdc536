using System.Buffers.Binary;
using System.Text;
using Kif.Tokenizers;

namespace Kif.Fuzzing;

/// <summary>Tokenizer folders of the smallest sizes.</summary>
internal static class TokenizerSeeds
{
    private const string ByteLevel = """{"type":"ByteLevel","add_prefix_space":false,"trim_offsets":true,"use_regex":true}""";

    private const string Template =
        """{"type":"TemplateProcessing","single":[{"SpecialToken":{"id":"<s>","type_id":0}},{"Sequence":{"id":"A","type_id":0}}],"pair":[{"Sequence":{"id":"A","type_id":0}},{"Sequence":{"id":"B","type_id":1}}],"special_tokens":{"<s>":{"id":"<s>","ids":[7],"tokens":["<s>"]}}}""";

    private const string Vocabulary = """{"a":0,"b":1,"-":2,"1":3,"Ġ":4,"ab":5,"Ġab":6}""";

    private const string WordPiece =
        """{"added_tokens":[{"id":0,"content":"[UNK]","special":true}],"normalizer":{"type":"BertNormalizer","clean_text":true,"handle_chinese_chars":true,"strip_accents":null,"lowercase":true},"pre_tokenizer":{"type":"BertPreTokenizer"},"post_processor":null,"decoder":{"type":"WordPiece","prefix":"##","cleanup":true},"model":{"type":"WordPiece","unk_token":"[UNK]","continuing_subword_prefix":"##","max_input_chars_per_word":100,"vocab":{"[UNK]":0,"a":1,"b":2,"##b":3}}}""";

    private const string UnigramJson =
        """{"added_tokens":[{"id":0,"content":"<unk>","special":true}],"normalizer":{"type":"Sequence","normalizers":[{"type":"NFKC"},{"type":"Replace","pattern":{"String":"x"},"content":"y"},{"type":"Lowercase"}]},"pre_tokenizer":{"type":"Metaspace","replacement":"▁","prepend_scheme":"always","split":true},"post_processor":null,"decoder":{"type":"Metaspace","replacement":"▁","prepend_scheme":"always","split":true},"model":{"type":"Unigram","unk_id":0,"byte_fallback":false,"vocab":[["<unk>",0.0],["▁",-2.0],["a",-3.0],["b",-3.5],["▁ab",-4.0]]}}""";

    /// <summary>One line for each kind of folder.</summary>
    public static IReadOnlyList<FuzzSeed> All() =>
    [
        Folder("t5", ("spiece.model", Unigram()),
            ("tokenizer_config.json", Text("""{"tokenizer_class":"T5Tokenizer","extra_ids":2,"legacy":true,"eos_token":"</s>"}"""))),
        Folder("t5-bare", ("spiece.model", Unigram()), ("special_tokens_map.json", Text("""{"eos_token":{"content":"</s>","lstrip":false}}"""))),
        Folder("bpe", ("tokenizer.json", Bpe(ByteLevel, "null"))),
        Folder("bpe-template",
            ("tokenizer.json", Bpe($$"""{"type":"Sequence","pretokenizers":[{"type":"Digits","individual_digits":true},{{ByteLevel}} ]}""", Template)),
            ("tokenizer_config.json",
                Text("""{"bos_token":"<s>","eos_token":"<s>","pad_token":{"content":"a"},"added_tokens_decoder":{"8":{"content":"<x>","special":true}},"additional_special_tokens":["<x>"]}"""))),
        Folder("gpt2", ("vocab.json", Text(Vocabulary)), ("merges.txt", Text("#version: 0.2\na b\nĠ ab\n")),
            ("tokenizer_config.json", Text("""{"tokenizer_class":"GPT2Tokenizer","add_prefix_space":false}"""))),
        Folder("bert", ("vocab.txt", Text("[PAD]\n[UNK]\n[CLS]\n[SEP]\n[MASK]\na\nb\n##b\n-\n1\n")),
            ("tokenizer_config.json", Text("""{"tokenizer_class":"BertTokenizer","do_lower_case":true,"padding_side":"right","model_max_length":512}"""))),
        Folder("llama", ("tokenizer.model", SentencePieceBpe()),
            ("tokenizer_config.json",
                Text("""{"tokenizer_class":"LlamaTokenizer","add_bos_token":true,"legacy":false,"bos_token":"<s>","eos_token":{"content":"</s>"},"unk_token":"<unk>"}"""))),
        Folder("wordpiece", ("tokenizer.json", Text(WordPiece))),
        Folder("unigram", ("tokenizer.json", Text(UnigramJson))),
        Folder("parts", ("tokenizer.json", Text(Parts))),
    ];

    /// <summary>As many rules as there are, those that can make a text longer among them.</summary>
    private const string Parts =
        """{"added_tokens":[{"id":0,"content":"<unk>","special":true},{"id":8,"content":"<u>","normalized":true}],"normalizer":{"type":"Sequence","normalizers":[{"type":"Strip","strip_left":true,"strip_right":false},{"type":"NFD"},{"type":"StripAccents"},{"type":"Prepend","prepend":"ab"},{"type":"Replace","pattern":{"Regex":"b+"},"content":"bb"},{"type":"Replace","pattern":{"String":"a"},"content":"aa"}]},"pre_tokenizer":{"type":"Sequence","pretokenizers":[{"type":"Split","pattern":{"Regex":"[0-9]{1,3}"},"behavior":"MergedWithPrevious","invert":false},{"type":"WhitespaceSplit"},{"type":"Metaspace","replacement":"▁","prepend_scheme":"first","split":false}]},"post_processor":{"type":"TemplateProcessing","single":[{"SpecialToken":{"id":"<unk>","type_id":0}},{"Sequence":{"id":"A","type_id":0}}],"pair":[{"Sequence":{"id":"A","type_id":0}},{"Sequence":{"id":"B","type_id":1}}],"special_tokens":{"<unk>":{"id":"<unk>","ids":[0,0],"tokens":["<unk>","<unk>"]}}},"decoder":{"type":"Sequence","decoders":[{"type":"Replace","pattern":{"String":"▁"},"content":"  "},{"type":"ByteFallback"},{"type":"Strip","content":" ","start":1,"stop":0},{"type":"Fuse"}]},"model":{"type":"Unigram","unk_id":0,"byte_fallback":false,"vocab":[["<unk>",0.0],["▁",-2.0],["a",-3.0],["b",-3.5],["▁ab",-4.0],["bb",-4.5],["aa",-5.0],["1",-5.5]]}}""";

    /// <summary>Folders of chat templates, in a file and in the configuration.</summary>
    public static IReadOnlyList<FuzzSeed> Chats() =>
    [
        Folder("file", ("chat_template.jinja", Text(Chat)), ("tokenizer_config.json", Text("""{"bos_token":"<s>","eos_token":"</s>"}"""))),
        Folder("one", ("tokenizer_config.json", Text($$"""{"bos_token":"<s>","chat_template":{{System.Text.Json.JsonSerializer.Serialize(Chat)}}}"""))),
        Folder("named",
            ("tokenizer_config.json",
                Text("""{"chat_template":[{"name":"default","template":"{{ messages[0]['content'] }}"},{"name":"tools","template":"{{ 1 + 2 * 3 }}"}]}"""))),
    ];

    private const string Chat = """
        {%- set first = messages[0]['content'] | trim %}{{ bos_token }}
        {% for message in messages %}{% if loop.first and message.role == 'user' %}{{ message['content'] | upper }}{% elif not loop.last %}[{{ loop.index0 }}]{% else %}{{ message.content[:2] ~ (3 % 2) }}{% endif %}{% endfor %}
        {%- macro twice(x) %}{{ x }}{{ x }}{% endmacro %}{{ twice('a') }}{{ messages | length }}{{ 'x' if add_generation_prompt else raise_exception('no') }}
        """;

    /// <summary>A BPE model with pieces for all bytes.</summary>
    private static byte[] SentencePieceBpe() => new SentencePieceModel
    {
        Pieces =
        [
            new("<unk>", 0, SentencePieceType.Unknown), new("<s>", 0, SentencePieceType.Control), new("</s>", 0, SentencePieceType.Control),
            .. Enumerable.Range(0, 256).Select(value => new SentencePiece($"<0x{value:X2}>", 0, SentencePieceType.Byte)),
            new("▁", -1), new("a", -2), new("b", -3), new("ab", -4), new("▁ab", -5),
        ],
        Trainer = new() { ModelType = SentencePieceModelType.Bpe, ByteFallback = true, UnknownId = 0, BeginId = 1, EndId = 2, PadId = -1 },
        Normalizer = new() { RemoveExtraWhitespaces = false },
    }.Write();

    /// <summary>A Unigram model with a compiled rule.</summary>
    public static byte[] Unigram() => new SentencePieceModel
    {
        Pieces =
        [
            new("<pad>", 0, SentencePieceType.Control), new("</s>", 0, SentencePieceType.Control), new("<unk>", 0, SentencePieceType.Unknown),
            new("▁", -3), new("a", -2), new("b", -2), new("ab", -3), new("▁ab", -4), new("é", -5), new("<u>", 0, SentencePieceType.UserDefined),
        ],
        Normalizer = new() { Name = "nmt_nfkc", Charsmap = Charsmap() },
    }.Write();

    /// <summary>"A" becomes "a", "ÀB" becomes "ab".</summary>
    private static byte[] Charsmap()
    {
        uint[] units = new uint[1024];
        units[0] = 256 << 10;
        Key(256 ^ 'A', 'A', ends: true, offset: 1, value: 0);
        Key(256 ^ 0xC3, 0xC3, ends: false, offset: 512, value: 0);
        Key(256 ^ 0xC3 ^ 512 ^ 0x80, 0x80, ends: true, offset: 1, value: 2);
        byte[] trie = new byte[units.Length * 4];
        for (int i = 0; i < units.Length; i++) BinaryPrimitives.WriteUInt32LittleEndian(trie.AsSpan(i * 4), units[i]);
        byte[] size = new byte[4];
        BinaryPrimitives.WriteInt32LittleEndian(size, trie.Length);
        return [.. size, .. trie, .. "a\0ab\0"u8];

        void Key(uint node, uint label, bool ends, uint offset, uint value)
        {
            units[node] = label | (offset << 10) | (ends ? 0x100u : 0);
            if (ends) units[node ^ offset] = 0x80000000 | value;
        }
    }

    private static byte[] Bpe(string preTokenizer, string postProcessor) => Text($$"""
        {"version":"1.0","added_tokens":[{"id":7,"content":"<s>","single_word":false,"lstrip":true,"rstrip":true,"normalized":false,"special":true}],"normalizer":null,
         "pre_tokenizer":{{preTokenizer}},"post_processor":{{postProcessor}},"decoder":{{ByteLevel}},
         "model":{"type":"BPE","dropout":null,"unk_token":null,"fuse_unk":false,"byte_fallback":false,"vocab":{{Vocabulary}},"merges":["a b",["Ġ","ab"]]}
         }
        """);

    private static FuzzSeed Folder(string name, params (string Name, byte[] Content)[] files) => new(name, files.ToDictionary(f => f.Name, f => f.Content));

    private static byte[] Text(string text) => Encoding.UTF8.GetBytes(text);
}
