using System.ComponentModel.DataAnnotations;

namespace Kif;

/// <summary>Options of self-distillation fine-tuning.</summary>
internal sealed class SdftOptions
{
    /// <summary>
    /// Who teaches: the model before the first task, the model in training, or an average of its weights. Default: null, by profile: the model before the first
    /// task; paper, as a third party tells it, an average.
    /// </summary>
    public DistillationTeacher? Teacher { get; set; }

    /// <summary>ρ, the share of the weights in training that an averaged teacher takes over. Default: null, by profile: 0.05; paper 0.01.</summary>
    [Range(0.0, 1.0)]
    [SearchRange(0.005, 0.1, Logarithmic = true)]
    public double? Rate { get; set; }

    /// <summary>Every how many optimizer steps an averaged teacher does so, counted over all tasks. Default: 1.</summary>
    [Range(1, int.MaxValue)]
    public int SyncEvery { get; set; } = 1;

    /// <summary>
    /// α, the kind of divergence: 0 from the teacher to the student (forward), 1 from the student to the teacher (reverse), between them the generalized one of
    /// Jensen and Shannon, which is small near both ends. Default: null, by profile: 0.5; paper 0. With <see cref="Compared"/> = Sampled it is 1.
    /// </summary>
    [Range(0.0, 1.0)]
    [SearchRange(0.1, 0.9)]
    public double? Alpha { get; set; }

    /// <summary>The tokens over which distributions are compared. Default: null, by profile: the student's likeliest; paper all.</summary>
    public ComparedTokens? Compared { get; set; }

    /// <summary>How many of the likeliest tokens are compared, at most all. Default: 100.</summary>
    [Range(1, int.MaxValue)]
    public int TopK { get; set; } = 100;

    /// <summary>Whether all other tokens count as one more; otherwise the likeliest count as if there were no others. Default: false.</summary>
    public bool Tail { get; set; }

    /// <summary>Answers to each prompt of a step. Default: null, by profile: 1; official code 8.</summary>
    [Range(1, 1024)]
    public int? Answers { get; set; }

    /// <summary>Whether the answers are given to the teacher's prompt, which has the demonstration. Default: false.</summary>
    public bool FromTeacherPrompt { get; set; }

    /// <summary>The temperature of the answers, by which the logits that are compared are divided too; 0 takes the likeliest token. Default: 1.</summary>
    [Range(0.0, 100.0)]
    public double Temperature { get; set; } = 1;

    /// <summary>
    /// The most tokens of an answer. Default: null, by profile: as many as the longest expected answer of the batch has, at least 16; official code 256.
    /// </summary>
    [Range(1, 1 << 20)]
    public int? MaxNewTokens { get; set; }

    /// <summary>How many tokens at the beginning of each answer do not count. Default: 0.</summary>
    [Range(0, int.MaxValue)]
    public int SkipTokens { get; set; }

    /// <summary>
    /// The teacher's prompt: <c>{prompt}</c> and <c>{demonstration}</c>, the expected answer, in any text; <c>\n</c> is a line break. Default: one after the
    /// other, with an empty line between them.
    /// </summary>
    public string Template { get; set; } = @"{prompt}\n\n{demonstration}";

    /// <summary>
    /// The variant: as in TRL, its defaults, with the factors of an averaged adapter starting at zero; or as the paper is told by a third party (algorithms.md
    /// 10.21). Default: Recommended, TRL's objective with one answer a prompt.
    /// </summary>
    public MethodProfile Profile { get; set; }

    internal bool AsTold => Profile == MethodProfile.Paper;

    internal bool AsPublished => Profile == MethodProfile.OfficialCode;

    internal DistillationTeacher TeacherUsed => Teacher ?? (AsTold ? DistillationTeacher.Average : DistillationTeacher.Base);

    internal double RateUsed => Rate ?? (AsTold ? 0.01 : 0.05);

    internal ComparedTokens ComparedUsed => Compared ?? (AsTold ? ComparedTokens.All : ComparedTokens.Likeliest);

    internal double AlphaUsed => Alpha ?? (ComparedUsed == ComparedTokens.Sampled ? 1 : AsTold ? 0 : 0.5);

    internal int AnswersUsed => Answers ?? (AsPublished ? 8 : 1);

    internal int? MaxNewTokensUsed => MaxNewTokens ?? (AsPublished ? 256 : null);
}

/// <summary>The model that reads the demonstration.</summary>
internal enum DistillationTeacher
{
    /// <summary>The model before the first task.</summary>
    Base,

    /// <summary>The model in training itself.</summary>
    Live,

    /// <summary>An exponential moving average of the weights in training.</summary>
    Average,
}

/// <summary>The tokens over which the distributions of student and teacher are compared.</summary>
internal enum ComparedTokens
{
    /// <summary>The whole vocabulary.</summary>
    All,

    /// <summary>The student's likeliest tokens.</summary>
    Likeliest,

    /// <summary>The token that was generated: an estimate of the reverse divergence's gradient.</summary>
    Sampled,
}
