namespace Kif.Pipeline.Evaluation.Dialogues;

/// <summary>When a produced value of a slot counts as the wanted one (spec 11.7).</summary>
internal static class SlotValue
{
    /// <summary>Without the end token and in lower case, the produced value must equal a reference as it stands.</summary>
    public static bool Matches(string prediction, Example example, DialogueOptions options)
    {
        string value = PythonText.Lower(prediction.Replace("</s>", ""));
        return example.References.Contains(options.Strip ? PythonText.Strip(value) : value);
    }
}
