namespace Kif;

/// <summary>The study of identification and fusion inside training, with and without known ends of tasks, beside one fusion per task.</summary>
internal static class OnlineStudy
{
    private static readonly int[] Every = [4, 8, 16, 40];

    /// <summary>Creates the study.</summary>
    public static Study Create() => new(
        "online", "Is fusion inside training worth its merges, with and without known ends of tasks?",
        "Merging often keeps more of what is old and learns more slowly; the fewer merges, the nearer to one fusion a task. Without known ends the memory of "
        + "earlier tasks fades, so that less is kept.")
    {
        Baseline = "kif-lora", Streams = [new("default", EmbeddedStream.DefaultOrder)],
        Arms =
        [
            new("kif-lora", "kif-lora"), new("seq-lora", "seq-lora"), new("recurrent-kif", "recurrent-kif"),
            .. Every.Select(q => new StudyArm($"known-{q}", "kif-online", $"everysteps={q}") { Place = ("known ends", q) }),
            .. Every.Select(q => new StudyArm($"open-{q}", "kif-online", $"everysteps={q}", "boundaries=false") { Place = ("no known ends", q) }),
        ],
    };
}
