namespace Kif.Pipeline.Evaluation.Dialogues;

/// <summary>Options of the metrics of dialogue states.</summary>
public sealed class DialogueOptions
{
    /// <summary>Whether whitespace around a given value is removed before it is compared. Default: false.</summary>
    public bool Strip { get; set; }
}
