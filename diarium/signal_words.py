"""The words that are signals: plain lists, open for anyone to read and to question.

A star stands for any ending or any beginning. A phrase is words that follow each other. Capitals
and the dots and rings over å, ä and ö make no difference. The lists are wide on purpose: a false
signal costs a look, and a missed one may hide kritik or a secret. Words that are a signal only
together stand in ``signal_pairs``.
"""

from enum import StrEnum

from diarium.message_records import Signal


class Mark(StrEnum):
    """What words are that are no signal by themselves.

    Faint words are a faint sign of kritik in a message that praises nothing. The name of a service
    is one in a message of some length that neither asks nor praises, when nothing else is found.
    """

    FAINT = "faint"
    SERVICE = "service"
    PRAISE = "praise"


SERVICE = """
    ni, er, ert, era, kommun, kommunen*, kommunens, nämnd*, politiker*, rektor*, handlägg*, chef*,
    personal*, lärar*, vaktmästar*, tjänsteman*, tjänstemän*, reception*, växel*, kundtjänst*,
    skola*, skolan*, skolor*, förskol*, dagis*, fritids*, klass*, elev*, barn*, föräldr*, pedagog*,
    boende*, äldre*, gamla, vård*, avdelning*, hemtjänst*, färdtjänst*, väg*, gata*, gatan, gator*,
    trottoar*, gångväg*, gångban*, cykelväg*, cykelban*, övergång*, bro, bron, rondell*, korsning*,
    skylt*, lampa*, lampor*, lamp*, belysning*, lyse, snö*, plog*, sand*, sop*, kärl*,
    papperskorg*, tunn*, brunn*, vatten*, vattnet, avlopp*, el, värme*, hiss*, dörr*, tak*,
    toalett*, räcke*, trappa*, bänk*, ramp*, bad*, simhall*, ishall*, sporthall*, park*, matsal*,
    skolmat*, kök*, omklädning*, dusch*, idrott*, isbana*, kaj*, hamn*, strand*, stranden, brygg*,
    torg*, tunnel*, *tunneln, trafik*, hundrast*, grus*, löv*, barnomsorg*, trygghetslarm*,
    dagverksam*, kultur*, musikskol*, ungdom*, fritidsgård*, fältassist*, konsult*, upphandl*,
    entreprenör*, samråd*, medborgar*, skattebetal*, miljökontor*, socialkontor*, kontaktcenter*,
    lekpark*, lekplats*, lekredskap*, gungor*, träd*, allé*, gräs*, bibliotek*, hall*, lokal*,
    buss*, hållplats*, parkering*, bil, bilar*, elspark*, taxi*, bygg*, bygglov*, detaljplan*,
    hemsida*, sida*, sidan, app*, tjänst*, bokning*, system*, mejl*, mail*, telefon*, luren,
    samtal*, brev*, blankett*, protokoll*, beslut*, ansök*, ärende*, faktura*, avgift*, tax*,
    skatt*, intyg*, besked*, svar, möte*, information*, klassrum*, mat, maten, lunch*, grupper*,
    *vägen, *gatan, *skolan, *skola, *parken, *badet, *hallen, *boendet, *bussen, *planen,
    *kontoret, *förvaltningen, *hemmet, *huset, *stationen, *infarten, *avgiften
    """
_PRAISE = """
    fin, fint, fina, finaste, bra, bäst, bästa, härlig*, underbar*, fantastisk*, rolig*, kul,
    mysig*, trevlig*, skön, skönt, vacker*, vackra, älskar, gillar, grattis, heja, lycka, hurra,
    stolt*, imponerad, glad*, glädje, god, gott, jättefin*, jättebra, toppen, super, superbra,
    kanon*, guldstjärna, eloge, guld, guldvärd*, snyggt, snygg*, rekommender*, äntligen, grymt,
    välkom*, spännande, ser fram, minnen, minns, klippa, lyckad*, uppskatta*, kram*, hoppas,
    tummar*, intressant*, magisk*, trivs, fest*, firar, firade, strålande, prom*, drag, goda, ❤, 😍,
    👏, 👍, 🎉, 😊, nice, great, thank*, love*, beautiful, kiitos, hyvä*
    """

WORDS: dict[Signal | Mark, str] = {
    Mark.SERVICE: SERVICE,
    Mark.PRAISE: _PRAISE,
    Mark.FAINT: """
        ei, not, nothing, tyvärr, trots, illa, behandla*, problem, problemet, *problem, *problemen,
        *kall, *kallt, *kalla, *besvär, värt, vakna, fars, miss, påpeka*, glas, risk, konstigt att,
        utan att, lång tid, så länge, brist, så typiskt, förklara, rost*, grop
        """,
    Signal.SECRET: """
        skyddad, skyddade, skyddat boende, skydda min, sekretessmarker*, kvarskriv*, hemlig adress,
        hemligt nummer, gömd, gömda, lever gömd*, hotbild*, förföljd*, stalk*, kontaktförbud*,
        besöksförbud*, kvinnojour*, kvinnofrid*, våldsutsatt*, misshand*, våldtäkt*, våldtag*,
        blir slagen, blir slagna, blev slagen, slår sin*, slår sitt, slår henne, slår honom,
        veta var vi bor, veta var jag bor, inte veta var,

        diagnos*, patientjournal*, journal, journalen, sjukskriv*, sjukintyg*, läkarintyg*,
        har sjuk, är sjuk, blev sjuk, blivit sjuk, psykiskt sjuk, svårt sjuk, sjuka, sjukdom*,
        kronisk*, inlagd*, sjukhus*, patient*, medicin, mediciner*, medicinen, medicinering,
        operera*, operation*, behandling för, cellgift*, strålbehandl*, kemoterapi*, cancer*,
        bröstcancer*, prostatacancer*, hudcancer*, lungcancer*, tarmcancer*, tumör*, leukemi*,
        stroke*, hjärtinfarkt*, hjärtfel*, hjärtsvikt*, *cancer, *allergi, *allergier, *allergisk,
        behandlingshem*, *infarkt, pacemaker*, dialys*, diabet*, insulin*, epilep*, astma*,
        allergi*, allergisk*, celiaki*, dement*, demens*, alzheimer*, parkinson*, har ms, har als,
        muskelsjuk*, reumat*, artros*, fibromyalgi*, migrän*, hiv, aids, hepatit*, klamydia,
        könssjuk*, abort*, missfall*, gravid*, förlossning*, psykisk*, psykiskt, psykos*,
        psykiatri*, psykolog*, skolpsykolog*, psykofarmak*, depress*, deprim*, antidepressi*,
        ångest*, panikattack*, panikångest*, utbränd*, utmattning*, bipolär*, schizo*, självmord*,
        suicid*, självskad*, tog livet av, ta livet av, tagit livet av, ätstör*, anorexi*, bulimi*,
        bup, terapeut*, terapi, missbruk*, alkoholis*, alkoholmissbruk*, alkoholberoende*, knark*,
        narkoman*, heroin*, pundare*, avgiftning*, nykter*, spelberoende*, autis*, asperger*, adhd,
        add, ocd, npf, tourette*, dyslexi*, utvecklingsstör*, downs, down syndrom, cp skad*,
        funktionsneds*, funktionshind*, handikapp*, rullstol*, nervsjuk*, muskelsvag*, *sjukdom,
        *handikapp, rullator*, permobil*, synskad*, blind, hörselskad*, döv, personlig assistan*,
        personlig assistent,

        socialtjänst*, socialsekreterare*, socialbidrag*, soc, socialen, försörjningsstöd*,
        ekonomiskt bistånd, socialhjälp*, biståndshandlägg*, biståndsbedöm*, biståndsbeslut*,
        orosanmäl*, omhändert*, tvångsvård*, lvu, lvm, lpt, lss, familjehem*, familjehemsplac*,
        fosterhem*, fosterbarn*, vårdnadstvist*, vårdnaden, ensam vårdnad, umgängesrätt*, kuratorn,
        kurator, skolkurator*, elevhälsa*, åtgärdsprogram*, särskola*, extra stöd,
        extra anpassning*, skuldsaner*, kronofogden, vräkt, hemlös*,

        asthma, pregnan*, disabilit*, disabled, mental health, mentally ill, suicidal, sairaus,
        sairas, diagnoosi*, masennus*
        """,
    Signal.THREAT: """
        döda, dödar, mörda*, ihjäl, skjuta, skjuter, skjut dig, spränga, spränger, sprängs,
        bränna ner, bränner ner, bränna upp, tända eld, tänder eld, slå ner, slår ner dig,
        slår ner er, spöa, mosa, krossa, hugga dig, hugger dig, knivhugg*, kniven, bomb, bomba,
        bomben, bombhot*, akta dig, passa dig, passa er, se upp för mig, få igen, ses utanför,
        hämnd, hämnas*, ska dö, borde dö, dö din, du dör, ni dör, dör du, förtjänar att dö, död åt,
        vet var du bor, vet var ni bor, vet var du, vet var ni, vet vilka ni är, vet vem du är,
        hängas, hänga er, avrätta*, halshugg*, hälsar på hemma, få tag på dig, få tag på er,
        kill you, know where you live, watch your back, tapan sinut
        """,
    Signal.REMOVAL: """
        hets mot folkgrupp, uppvigling, upplopp, rasen, blatte, blattar*, svartskall*, neger,
        negern, negrer*, negerjäv*, judesvin*, jävla muslim*, jävla judar, jävla zigenare,
        zigenare är, zigenarna är, parasiter, utrota, gasa, ut med alla, terrorattentat*,
        terrordåd*, jihad*, barnporr*, barnpornografi*, nakenbild*, hämndporr*, halshugg*,
        våldsvideo*, piratkopi*, porr, porrfilm*, hora, horor, horung*, fitta, fittor, kuk, kukar,
        knulla*, idiot, idioter, idioten, pucko*, fetto*, efterbliv*, mongo, äckel, svin, jävla as,
        din jävel, ditt as, subba*, heta bilder, följ mig, rabatt, beställ nu, superdeal*,
        erbjudande*, gratis frakt, skicka hem, våldtar, bögar, bögjäv*, håll käften, apa, apor,
        klicka här, klicka på, klicka in, billiga lån, snabblån, vinn en, tjäna pengar, tjäna upp,
        onlyfans, bitcoin, krypto*, casino
        """,
    Signal.QUESTION: """
        ?, undrar, har en fråga, vet ni, vet du, någon som vet, nån som vet, någon vet, nån vet,
        vill veta, vilja veta, finns det, finns där, hur gör, hur mycket kostar, vad kostar,
        hur anmäler, hur ansöker, hur söker, hur bokar, hur länge är, hur många platser, hur får,
        hur kan jag, hur kan man, när öppnar, när börjar, när kommer, när är, när blir, när får,
        var hittar, var finns, var kan, var ligger, vart vänder, vart ska, vart kan, vem kontaktar,
        vem ska man, vem kan, kan man, får man, går det att, måste man, behöver man, har ni,
        skulle ni kunna, kan ni, kan jag, gäller det, gäller samma, vilken tid, vilka tider,
        vilket datum, stämmer det, blir det något, är det någon, vad är det, vad händer, how do i,
        where can, when does
        """,
    Signal.KRITIK: """
        kritik*, kritisk, kritiska, klagomål*, klaga, klagar, klagat, missnöj*, besvik*, synpunkt*,
        ifrågasätt*, protest, protester*, anmärkning*, påtala*, felanmäl*, överklag*,
        vänder mig emot, jo anmäl*, dålig*, dåligt, sämre, sämst*, usel*, uselt, urusel*, kass,
        kasst, kassa skyltar, skitdålig*, jättedålig*, asdålig*, urdålig*, värdelös*, bedrövlig*,
        undermålig*, bristfällig*, brister, bristen, bristande, personalbrist*, lärarbrist*,
        platsbrist*, resursbrist*, underbemann*, skandal*, skam, skamlig*, skäms, skämmas,
        skamfläck*, pinsam*, genant, katastrof*, kaos*, kaotisk*, skämt, löjlig*, absurd*,
        vansinn*, vanvett*, idioti, idiotisk*, dumhet*, sjukt att, helt sjuk*, skrämmande,
        upprörd*, upprörande, förbann*, arg på, irriter*, frustrer*, tröttsam*, trött på, less på,
        led på, tröttnat, urless, förjävl*, för jävl*, fy fan, förfärlig*, fruktansvärd*, hemsk*,
        horribel*, hopplös*, tragisk*, sorglig*, beklämm*, oförskäm*, otrevlig*, otrevligt, ohyfs*,
        nonchal*, arrogan*, inkompeten*, oprofess*, proffsigt, klant*, slarv*, missat, missar,
        missade, misslyck*, missköt*, misskött, försumm*, försumlig*, vanskött, vansköt*,
        eftersatt*, förfall*, fel, felaktig*, felbeslut*, felprioriter*, lögn*, ljuger, ljög,
        ljugit, lurad*, lurade, lurar, lovade, lovat, löften, svek, sviker, svikit, orättvis*,
        diskrimin*, orimlig*, rimligt, oacceptab*, oaccept*, oförsvar*, oansvar*, ansvarslös*,
        oetisk*, olaglig*, omöjlig*, krånglig*, obegriplig*, oförståelig*, märkligt att,
        märkligt beslut, tveksam*, byråkrati*, slöseri*, slösa*, skattepeng*, skattemedel,
        våra pengar, fattar inte hur, fattar inte varför, förstår inte hur, förstår inte varför,
        prioriter*,

        trasig*, sönder*, söndrig*, ruttn*, rutten, rutna, mögel*, mögl*, lukta*, stank*, skräp*,
        nedskräp*, klotter*, nedklott*, klottr*, råttor*, smuts*, skitig*, äcklig*, ofräsch*,
        svinstia, sunkig*, överfull*, igenväx*, ogräs*, farlig*, farligt, livsfarl*, trafikfarl*,
        olycksrisk*, risken, risker*, halka*, halkar, ishalt, blixthalt, isgata, svinhalt,
        potthål*, gropar, groparna, hålen i, hål i, snövall*, plogvall*, oplog*, osand*, snösväng*,
        buller*, bullr*, mörklagd*, kolsvart, släckt, släckta, läcker, kallt vatten, kall mat,
        oätlig*, inte äta, mobb*, kränk*, försen*, för sent, försent, inställd*, ställs in,
        ställts in, ställde in, dras in, dra in, drar in, dragit in, indrag*, lägga ner,
        lägger ner, läggs ner, lagt ner, lades ner, lägga ned, lägger ned, läggs ned, nedlägg*,
        nedlagd*, nedskär*, skära ner, skär ner, besparing*, nedrust*, stänga bibliot*, river,
        rivs, stängde av, stängt av, avstäng*, höja, höjer, höjd avgift, höjda avgift*, höjning*,
        avgiften är, för dyr*, alldeles för, på tok för, för få, för lite personal,
        för stora grupper, för lång*, vikarie, vikarier, på knäna, hinner inte, väntetid*,
        telefonkö*, köa, upptaget, kraschar, krasch*, hänger sig, hängt sig, låser sig, laggar,
        felmeddel*, glöms, glömmer bort, glömde, glömt bort, bortglömd*, ignorer*, strunta*,
        hänvisa*, hänvisas, bollas, runt mellan, bötfäll*, p bot, felparker*,

        ni borde, kommunen borde, borde ni, borde ha, någon borde, nån borde, borde kolla,
        gör något, gör nåt, gör någonting, göra något åt, göra nåt åt, händer inget, händer inte,
        händer ingenting, händer det inget, gör ingenting, görs ingenting, inget händer,
        ta ert ansvar, tar ansvar, tar ert ansvar, skärp er, skärpning, skyll*, tjata, tjat,
        hur tänker, hur tänkte, hur svårt, hur kan ni, hur kan det, hur kan man låta,
        hur länge ska, hur många gånger, när ska ni, när ska det, varför plog*, varför inte,
        varför kan ni, varför får inte, varför ska vi, varför ska man, hur är det möjligt,
        ingen koll, inte ett ljud, inte ett, återigen, ännu en gång, gång på gång, gång efter gång,
        om och om igen, som vanligt, typiskt er, vanlig ordning, tack för att ni, tack kommunen,
        bra jobbat kommunen, tummen ner, underkänt, inte ok, inte okej, herregud, suck,
        utan att fråga, utan att meddela, utan att informera, utan förvarning, utan att ni,
        utan svar, utan sophämt*, trots att, fast vi har, fortfarande inte, dubbelmoral, favoris*,
        mygel, korrupt*, skitsnack, 🙄, 🙃, 😡, 😠, 🤬, 👎, 🤮, 🤦,

        saknas, miljon*, miljard*, råd med, skatten, skatter, taxa, taxor, taxan, försämr*,
        steg bakåt, skiter i, bryr sig inte, mörkrädd, bättring, oklart vad, oklart varför,
        säger allt, obefintlig*, obegåv*, hel knäppt, knäppt, knasig*, vem bestämde, ingen frågade,
        får räcka, få räcka, räcka nu, nu räcker, nog nu, kostar mer, i onödan, onödig*, ramlade,
        ramlat, ramla, halkat, halkade, snubbl*, trillade, trillat, skadade sig, olycka, olyckor,
        olyckan, klorlukt*, stinker, stinka, stank, unken, unket, rått*, ohyra, kackerlack*,
        skadedjur*, översväm*, svämmar, glassplitter, spik, rostig*, sönderkörd*, parkerar på,
        parkera på, parkerad på, lapplis*, var är plog*, var är sand*, vart tog, hoppar över,
        sågade ner, sågat ner, högg ner, huggit ner, fällde, skövl*, beskär*, loggar ut, loggas ut,
        logga in, krångl*, strul*, omväg*, skjuts upp, skjutits upp, förhal*, obehörig*,
        olika svar, olika besked, behandla folk, obekväm*, otrygg*, utsatt*, övergiv*, nonsens,
        bortförklar*, undanflykt*, mörka, mörkar, hemlighåll*, fast det, fast ni, fast vi,
        fast jag, synd att, tråkigt att, ledsen över, oroad*, orolig*, oro, bekymr*, illa skött,
        sådär dålig*, vägrar, vägrade, nekad*, nekas, avslag*, fick avslag, tänker ni,
        ska vi behöva, vår tur, nåt hände*, något hände, dags att, på tiden, hög tid, evighet*,

        *dålig, *dåligt, *dåliga, *farlig, *farligt, *farliga, *brist, *bristen, *brister, *lukt,
        *lukten, *kaos, *kaoset, *skandal, *skandalen, *haveri, *haveriet, *strul, *strulet,
        *stank, *slöseri, *slöseriet, *köer,

        sommarstängt, sommarstängd*, fixa det, laga, åtgärda, städa upp, plocka upp, se till att,
        sluta, ta tag i, rätta till, lös det, dags nu, hela tiden, varje gång jag, varje gång man,
        varje gång vi,

        complain*, unaccept*, terrible, awful, broken, not working, does not work, doesn t work,
        disappoint*, disgrac*, shame, ridiculous, useless, error, no one, nobody, not been,
        hasn t been, still waiting, for weeks, dangerous, dirty, cannot, can t, won t, too late,
        too slow, rude, unsafe, waste of, nothing happens, nothing is done, huono*, ei toimi,
        eivat, kukaan, rikki, likai*, vaaralli*, odottanut, viikkoa, pettyn*, kukaan ei, ei kukaan,
        ei ole vasta*, ei vasta*, surkea*, valitus*, valitan
        """,
}
"""Single words and phrases, set apart by commas.

Saklig kritik (the policy, "Diarieför") is what is found wrong with the municipality's work.
Secret is a protected address, health, care, school care and social services (OSL 21, 23, 25 and
26 kap.). Removal is the categories of lag 1998:112 5 § and of the policy, "Gallra olämpliga
inlägg", as far as words can show them.
"""
