"""Words, names, and the patterns from which more names, numbers and identifiers are drawn."""

from __future__ import annotations

WORDS = """the of and in to a with for were was that is by as on from are be or an this at study we = have
which between not has been can their using these used after also treatment may cell than cells more results
associated had clinical expression analysis compared but levels both its during high increased significantly
group effect data two effects activity risk showed higher significant it based all response factors use role
found who different lower however control protein time studies identified health early low three treated
whether other years respectively including observed model methods through when into related increase potential
performed function system known among reduced most well outcomes groups mean one age suggest level only
investigated development rate there number decreased therapy new primary care population signaling changes
such each within evidence specific important receptor first tissue ratio growth outcome present concentration
total baseline regulation association developed without plasma induced under production serum current major
novel further similar pathway evaluated quality determined surgical stress test samples exposure blood via
differences against conclusion assessed genes prevalence cohort complex long previous binding mediated
reported follow-up survival inhibition weeks days standard range whereas therefore distribution intervention
assay membrane screening sequence biomarker randomized quantitative dose-dependent placebo-controlled
double-blind meta-analysis western blot polymerase chain reaction confidence interval odds hazard regression
logistic retrospective prospective incidence mortality diagnosis prognosis phenotype genotype allele
transcription methylation phosphorylation apoptosis migration differentiation angiogenesis autophagy
homeostasis metabolism synthesis secretion uptake clearance toxicity efficacy safety adherence resistance
susceptibility neurons cortex hippocampus muscle liver kidney lung heart skin bone"""
UNICODE_WORDS = "± ≥ ≤ µg/ml 37°C naïve κ χ² café-au-lait 10⁶ Å “sham” – β-cells 𝛽 Δ × Müller"
UNICODE_ENTRIES = (
    ("α-ketoglutarate", "Chemical", "MESH:D007656"),
    ("β-catenin", "Gene", "1499"),
    ("IL-1β", "Gene", "3553"),
    ("Sjögren’s syndrome", "Disease", "MESH:D012859"),
)
RELATIONS = ("CID", "CID", "Association", "Positive_Correlation", "Negative_Correlation")

# The most frequent names of each type, of species with their identifiers; _ is a space.
COMMON = {
    "Disease": """cancer tumor breast_cancer PD diabetes depression OS type_2_diabetes_mellitus metastasis MD
trauma obesity rheumatoid_arthritis HCC pain hepatocellular_carcinoma death acute_myocardial_infarction
stroke infection CHD hypertension chronic_kidney_disease toxicity sepsis Alzheimer's_disease anxiety""",
    "Chemical": """nitrogen oxygen glucose Pb Li sulfate water Cu amino_acids Zn Fe Ca Na ethanol calcium
lipid H2O2 NO cholesterol insulin dopamine cisplatin iron zinc copper ATP cortisol methanol morphine""",
    "Species": """patients:9606 patient:9606 human:9606 dogs:9615 children:9606 canine:9615 women:9606
participants:9606 mice:10090 Patients:9606 men:9606 humans:9606 people:9606 rats:10116 rat:10116 mouse:10090
cattle:9913 pigs:9823 infants:9606 adults:9606 Drosophila:7227 yeast:4932 HIV-1:11676 E._coli:562""",
    "Gene": "renin MMP-9 COX-2 ATM IL-6 EGFR CTTN p53 TNF-alpha VEGF vascular_endothelial_growth_factor",
}
NAMES = {"Disease": 8000, "Chemical": 8000, "Species": 1500, "Gene": 10_000}  # number of names drawn

# Alternatives as weight:pattern, or pattern alone for a weight of 1. In a pattern, <name> is replaced by an
# alternative of that name and <5> by a number of five digits; _ is a space.
PATTERNS = {
    "Disease": """10:<A><A> 12:<A><A><A> 4:<A><A><A><A> 26:<pre><stem><itis> 14:<kind>_<ill>
9:<kind>_<kind>_<ill> 20:<kind>_<stem><itis> 5:<kind>_<stem>al_<ill>_of_the_<stem>ium""",
    "Disease id": "937:MESH:D0<5> 51:MESH:C5<5> 11:OMIM:1<5> 1:D0<5>|D0<5>",
    "Chemical": """1:<A> 8:<A><A> 8:<A><A><A> 8:<A><A><A><1> 26:<meth><ine> 32:<meth><yl><ine>
14:<meth><ine>_<salt> 6:<1>-(<1>-<meth>yl<yl>)-<1>-(<1>,<1>-di<meth>yl)<meth><ine>""",
    "Chemical id": "298: 333:MESH:D0<5> 131:MESH:C5<5> 124:CHEBI:<5> 113:D0<5> 1:D0<5>+D0<5>",
    "Species": "3:<genus> 4:<genus>_<species> 3:<A>._<species>",
    "Species id": "4:<4> 4:<5> 2:<6>",
    "Gene": """15:<A><A><A> 15:<A><A><A><A> 10:<A><A><1> 15:<A><A><A><1> 15:<A><A>-<1> 10:<A><A><A><2>
7:<A><A>-<2> 8:<growth>_<factor>_<1> 5:<growth>-like_<growth>_<factor>""",
    "Gene id": "30:<3> 105:<4> 30:<5> 33:<6> 30:<5>(Tax:7227) 70:<6>(Tax:<4>) 1:<4>;<4>",
    "SNP": "1:rs<4> 2:rs<6> 5:rs<7> 3:rs<8> 1:rs<9>",
    "DNAMutation": "c|SUB|<base>|<3>|<base> 2:c|SUB|<base>|<4>|<base>",
    "ProteinMutation": "p|SUB|<acid>|<2>|<acid> 4:p|SUB|<acid>|<3>|<acid>",
    "CellLine": "<A><A>-<2> <A><A><A>-<3> <A><A><A><A>-<1>",
    "word": "<pre><stem><al>",
    "number": "2:<1> 2:<2> 1:<3> 2:<1>.<1>% 2:<2>.<1>% 1:(n=<2>) 1:P<0.0<1> 1:(<2>%) 2:0.<2>",
    "A": " ".join("ABCDEFGHIJKLMNOPQRSTUVWXYZ"),
    "base": "A C G T",
    "acid": " ".join("ARNDCEQGHILKMFPSTWYV"),
    "stem": """cardi nephr hepat neur derm gastr arthr oste hemat encephal myel aden angi bronch cyst col
crani enter fibr gloss kerat laryng lymph mast mening my ophthalm pancreat phleb pneum proct rhin splen thyr
trache vascul cerebr chol chondr glyc lip leuk thromb immun onc path psych tox vir bacteri cyt hist physi
radi""",
    "pre": "4: hyper hypo peri endo epi poly anti micro trans sub intra neo",
    "al": "al ic ous ogenic ology ocyte oblast ation ity ized oid ose ine ate",
    "itis": "itis osis oma opathy emia algia omegaly openia oplasia ostenosis osclerosis",
    "kind": """breast lung chronic acute renal cardiac severe ovarian colorectal gastric hepatic congenital
primary metastatic ischemic familial juvenile autoimmune recurrent cervical bladder pancreatic cerebral""",
    "ill": "cancer disease failure injury carcinoma syndrome disorder infection deficiency tumors defect",
    "meth": "meth eth prop but pent hex benz chlor fluor brom nitr sulf phosph amin oxy ket lev dex",
    "yl": "yl azol oxa id am ith op icill omyc adr etin eph ol urac",
    "ine": "ine ol ate ide one ane in amide azole mab nib pril statin amine acid",
    "salt": "acid chloride sodium oxide",
    "genus": """Streptococcus Lactobacillus Mycobacterium Pseudomonas Leptospira Plasmodium Schistosoma
Cryptosporidium Enterococcus Neospora Paracoccus Toxoplasma Phytophthora Trypanosoma Saccharomyces""",
    "species": "mansoni vulgaris aureus sativa pestis tropica elegans gracilis minor japonicum albicans",
    "growth": "tyrosine serine vascular epidermal insulin nuclear potassium fibroblast growth",
    "factor": "factor receptor kinase transporter synthase channel phosphatase ligase",
}
