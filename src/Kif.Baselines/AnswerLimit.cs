namespace Kif;

/// <summary>How long the answers may be that a model generates while it learns.</summary>
internal static class AnswerLimit
{
    /// <summary>The least limit that is not asked for, which evaluation has too.</summary>
    private const int Fewest = 16;

    /// <summary>Returns what is asked for, or else the length of the longest expected answer, at least 16 tokens.</summary>
    /// <param name="asked">The option; null for the rule.</param>
    /// <param name="prompts">The prompts with their expected answers, at least one.</param>
    public static int Of(int? asked, IEnumerable<EncodedExample> prompts) => asked ?? Math.Max(Fewest, prompts.Max(p => p.Target.Length));
}
