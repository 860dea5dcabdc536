namespace Kif;

/// <summary>Decomposes a model's trainable parameters into skill units.</summary>
public interface ISkillUnitDecomposer
{
    /// <summary>The units of a space, disjoint and in a stable order.</summary>
    /// <exception cref="CompositionException">The space does not have what the units are made of (rank units without LoRA, say).</exception>
    SkillUnits Decompose(ParameterSpace space);
}
