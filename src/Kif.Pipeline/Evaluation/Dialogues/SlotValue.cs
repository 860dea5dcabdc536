namespace Kif.Pipeline.Evaluation.Dialogues;

/// <summary>Compares a slot's given value with the expected one (spec 11.7).</summary>
internal static class SlotValue
{
    /// <summary>Whether the given value, in lower case and without the end token, equals an unmodified reference.</summary>
    public static bool Matches(string prediction, Example example, DialogueOptions options)
    {
        string value = PythonText.Lower(prediction.Replace("</s>", ""));
        return example.References.Contains(options.Strip ? PythonText.Strip(value) : value);
    }
}
