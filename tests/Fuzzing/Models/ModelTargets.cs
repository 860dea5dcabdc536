using System.Text;
using Kif.Tokenizers;

namespace Kif.Fuzzing;

/// <summary>All loaders of Kif.Models that are fuzzed. Another is one line more; further folders of a kind belong to its seeds.</summary>
internal static class ModelTargets
{
    public static IReadOnlyList<FuzzTarget> All() =>
    [
        new("safetensors", "header", [One("f.json", Header())], ModelUses.Header) { NamesFile = false },
        new("safetensors", "read", [One("f.safetensors", SeedTensors.Mixed())], given => ModelUses.Safetensors(given, long.MaxValue)),
        new("safetensors", "mapped", [One("f.safetensors", SeedTensors.Mixed())], given => ModelUses.Safetensors(given, 0)),
        new("json", "config", [One("config.json", Config)], ModelUses.Config),
        new("spiece", "spiece", [One("spiece.model", TokenizerSeeds.Unigram())], ModelUses.Spiece) { NamesFile = false },
        .. TokenizerSeeds.All()
        .Select(seed => new FuzzTarget("tokenizer", seed.Name, [seed], given => ModelUses.Tokenizer(TokenizerFolder.Load(given.Folder)))),
        new("tokenizer", "chat", TokenizerSeeds.Chats(), ModelUses.Chat)
            { Refusals = [typeof(InvalidDataException), typeof(ArgumentException)] },
        new("model", "model", ModelSeeds.All(), ModelUses.Model),
        new("adapter", "adapter", Adapters(), ModelUses.Adapter),
        new("adapter", "adapter-embeddings", AdapterSeeds.WithEmbeddings(), AdapterUse.Fit),
        new("gguf", "gguf", ExportSeeds.Models(), ExportUse.Model) { NamesFile = false },
        new("hub", "hub-listing", [One("page.json", HubPage)], given => HubUse.Page(given.Only)) { NamesFile = false },
        new("hub", "hub-cache", [One("files.json", HubFiles)], HubUse.Cache),
    ];

    private static byte[] HubPage =>
        """[{"type":"file","path":"config.json","size":12,"oid":"0123456789abcdef0123456789abcdef01234567"},{"type":"directory","path":"a"},{"type":"file","path":"a/model.safetensors","size":99,"oid":"0123456789abcdef0123456789abcdef01234567","lfs":{"size":99,"oid":"0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef"}}]"""u8.ToArray();

    private static byte[] HubFiles =>
        """{"format_version":1,"files":{"config.json":{"size":12,"blob_id":"0123456789abcdef0123456789abcdef01234567"},"m.safetensors":{"size":3,"blob_id":null,"lfs_sha256":"0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef","lfs_size":99}}}"""u8.ToArray();

    private static byte[] Config =>
        """{"int":64,"size":3,"ints":[1,2],"double":1e-6,"bool":true,"text":"gelu","texts":["a","b"],"section":{"double":8,"deep":{"x":1}},"none":null}"""u8.ToArray();

    private static FuzzSeed One(string name, byte[] content) => new(name, new Dictionary<string, byte[]> { [name] = content });

    /// <summary>The header of a file with 1 MiB of data.</summary>
    private static byte[] Header() =>
        """{"__metadata__":{"format":"pt"},"a":{"dtype":"F32","shape":[2,3],"data_offsets":[0,24]},"b":{"dtype":"I64","shape":[],"data_offsets":[24,32]},"c":{"dtype":"F16","shape":[0,3],"data_offsets":[32,32]},"d":{"dtype":"U8","shape":[1048544],"data_offsets":[32,1048576]}}"""u8.ToArray();

    private static FuzzSeed[] Adapters() =>
        [.. new[] { "[\"q\",\"v\"]", "\".*decoder\\\\.(q|v)\"" }.Select(targets => new FuzzSeed("adapter", new Dictionary<string, byte[]>
    {
        ["adapter_config.json"] = Encoding.UTF8.GetBytes(
            $$"""{"peft_type":"LORA","r":2,"lora_alpha":4,"lora_dropout":0.1,"target_modules":{{targets}},"task_type":"CAUSAL_LM","bias":"none","use_rslora":false,"rank_pattern":{"decoder.v":2},"alpha_pattern":{".*q":8},"layers_to_transform":null,"exclude_modules":null,"fan_in_fan_out":false,"init_lora_weights":true,"base_model_name_or_path":"x"}"""),
        ["adapter_model.safetensors"] = SeedTensors.Adapter(2),
    }))];
}
