namespace Kif.Fuzzing;

/// <summary>Folders that are written as GGUF: a model without a vocabulary, and one with that of a LLaMA.</summary>
internal static class ExportSeeds
{
    public static IReadOnlyList<FuzzSeed> Models()
    {
        FuzzSeed tokenizer = TokenizerSeeds.All().First(s => s.Name == "llama"), model = ModelSeeds.Llama(vocabulary: 264);
        return [ModelSeeds.Llama(vocabulary: 6), new("llama", model.Files.Concat(tokenizer.Files).ToDictionary())];
    }
}
