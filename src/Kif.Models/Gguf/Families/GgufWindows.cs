namespace Kif.Models;

/// <summary>
/// Attention windows in llama.cpp: Gemma 2 and 3 have those of their published models, the other architectures have none. A text that is not longer than the
/// window needs none, so the context length is that of the shortest window where they differ.
/// </summary>
internal static class GgufWindows
{
    private const int GemmaTwo = 2, GemmaThree = 6;

    /// <summary>Returns the longest text that llama.cpp computes as the model does.</summary>
    /// <exception cref="InvalidDataException">It computes none so; the message names the setting.</exception>
    public static int ContextLength(LlamaConfig llama, ConfigFile config, string architecture, ICollection<string> notes)
    {
        int longest = llama.Rope.Shape.MaxPositions;
        if (llama.Windows.All(w => w is null || w >= longest) && architecture != "gemma3") return longest;
        int every = architecture switch { "gemma2" => GemmaTwo, "gemma3" => GemmaThree, _ => 0 };
        if (every > 0 && llama.Windows.Select((window, layer) => (window is null) == ((layer + 1) % every == 0)).All(fits => fits)
            && llama.Windows.Where(w => w is not null).Distinct().Count() <= 1)
            return longest;
        // The layers of Gemma 3 with windows have other rotary positions, too.
        if (architecture == "gemma3") throw GgufSettings.Refuse(config, "layer_types", "five times 'sliding_attention', then 'full_attention', and so on");
        int window = llama.Windows.OfType<int>().Min();
        notes.Add($"llama.cpp has no windows of attention {(every > 0 ? "in these layers" : $"in {architecture} models")}: the context length in the file is "
            + $"the window's, {window} tokens instead of {longest}, up to which both compute the same");
        return window;
    }
}
