using Kif.Models;
using Kif.Tokenizers;

namespace Kif.Fuzzing;

/// <summary>Loads cases by the public loaders and uses what came, so that nothing unsound passes as loaded.</summary>
internal static class ModelUses
{
    private static readonly string[] Texts = ["ab ab-1  A\u00c0é", "", "<s> ab</s>b<u>", "日本 \ud83d\ude00 a\nb"];

    public static void Header(FuzzCase given)
    {
        SafetensorsHeader header = SafetensorsHeader.Parse(given.Only, 1 << 20, "f");
        UnsoundException.Unless(header.Tensors.Values.Sum(t => t.ByteCount) == 1 << 20, "its tensors do not fill the file");
    }

    /// <summary>Loads every tensor of the folder's one file.</summary>
    public static void Safetensors(FuzzCase given, long mapFrom)
    {
        using var scope = torch.NewDisposeScope();
        using SafetensorsFile file = SafetensorsFile.Open(Path.Combine(given.Folder, given.Files.Keys.Single()), mapFrom);
        foreach (string name in file.Names)
        {
            SafetensorsInfo info = file.Info(name);
            Tensor tensor = file.Load(name);
            UnsoundException.Unless(tensor.shape.SequenceEqual(info.Shape) && tensor.dtype == info.Type,
                $"'{name}' is not of the type and shape that its header says");
            UnsoundException.Unless(info.ByteCount <= given.Size && tensor.bytes.Length == info.ByteCount, $"'{name}' has other bytes than its header says");
            foreach (ScalarType type in new[] { ScalarType.Float32, ScalarType.BFloat16 }) file.Load(name, type);
        }
    }

    /// <summary>Asks for every setting by every type.</summary>
    public static void Config(FuzzCase given)
    {
        ConfigFile config = ConfigFile.Read(Path.Combine(given.Folder, "config.json"));
        if (config.Has("int")) _ = config.Int("int");
        _ = (config.Size("size", 1), config.Ints("ints"), config.Double("double"), config.Bool("bool", false), config.String("text", null),
            config.Strings("texts"));
        ConfigFile? section = config.Section("section");
        UnsoundException.Unless(double.IsFinite(section?.Double("double", 0) ?? 0), "a number is not finite");
    }

    public static void Spiece(FuzzCase given) => Tokenizer(new T5Tokenizer(SentencePieceModel.Read(given.Only)));

    /// <summary>Encodes and decodes.</summary>
    public static void Tokenizer(ITokenizer tokenizer)
    {
        foreach (string text in Texts)
        {
            int[] ids = tokenizer.Encode(text);
            UnsoundException.Unless(ids.All(id => tokenizer.TokenOf(id) is not null), $"'{text}' gave ids that are no tokens: {string.Join(", ", ids)}");
            _ = tokenizer.Decode(ids, skipSpecialTokens: ids.Length % 2 == 0);
        }
        foreach (int? id in new[] { tokenizer.BeginId, tokenizer.EndId, tokenizer.PadId, tokenizer.UnknownId })
            UnsoundException.Unless(id is not { } special || tokenizer.TokenOf(special) is not null, $"special id {id} is no token");
    }

    public static void Chat(FuzzCase given) =>
        _ = ChatTemplate.Load(given.Folder)?.Render([new("user", "hello there"), new("assistant", "hi"), new("user", "\u00e9{{ x }}")],
        addGenerationPrompt: true);

    public static void Model(FuzzCase given)
    {
        using IBackbone backbone = PretrainedBackbones.Load(ModelFolder.Open(given.Folder));
        UnsoundException.Unless(backbone.Tensors.Zip(backbone.Weights).All(w => w.First.shape.SequenceEqual(w.Second.Shape)),
            "a weight has another shape than the model says");
        ModelUse.Compute(backbone);
    }

    public static void Adapter(FuzzCase given)
    {
        using PeftAdapterFile adapter = PeftAdapterFile.Read(given.Folder);
        UnsoundException.Unless(adapter.Modules.Count > 0 && adapter.Keys.Count(k => k.IsFactor) == 2 * adapter.Modules.Count, "modules and factors do not go together");
        UnsoundException.Unless(adapter.Keys.Where(k => k.IsFirst).All(k => adapter.Weights[k.Name].shape[0] == adapter.Weights[k.Partner.Name].shape[1]),
            "two factors have different ranks");
        _ = adapter.Config.Matches("decoder.q");
    }
}
