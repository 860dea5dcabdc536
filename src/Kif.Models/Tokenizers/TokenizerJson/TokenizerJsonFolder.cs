using Kif.Models.Files;

namespace Kif.Models.Tokenizers;

/// <summary>Reads a <c>tokenizer.json</c>; errors name each unsupported component.</summary>
internal static class TokenizerJsonFolder
{
    public const string FileName = "tokenizer.json";

    public static ITokenizer Load(string folder, TokenizerSettings settings, TokenizerClass rules)
    {
        var file = JsonFile.Read(FolderFile.PathOf(folder, FileName));
        var spellsBytes = PreTokenizerReader.SpellsBytes(file["pre_tokenizer"]);
        ModelReader.Check(file["model"], spellsBytes);
        var stages = new Stages
        {
            PreTokenizers = PreTokenizerReader.Read(file["pre_tokenizer"], rules),
            Decoders = DecoderReader.Read(file["decoder"]),
            Template = TemplateReader.Read(file["post_processor"]),
            Normalizers = NormalizerReader.Read(file["normalizer"], rules),
        };
        var read = ModelReader.Read(file["model"], spellsBytes);
        var described = file["added_tokens"].Items().Select(item => TokenizerSettings.Token(item["id"].Number, item));
        var tokenizer = FolderPipeline.Build(settings, rules, read, described, stages);
        foreach (var id in tokenizer.Assemble([]).Ids.Concat(tokenizer.Assemble([], []).Ids).Where(id => tokenizer.TokenOf(id) is null))
        {
            throw new InvalidDataException($"{file["post_processor"].Where} adds the id {id}, which no token has.");
        }

        return tokenizer;
    }
}
