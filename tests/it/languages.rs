//! One-line sentences in many languages, without a code: whom they name, why, and which are not a mail system's.

/// Recipient, reason, and the sentence.
const NOTICES: [(&str, &str, &str); 48] = [
    (
        "anna.schmidt@firma.example",
        "user-unknown",
        "Ihre Nachricht an anna.schmidt@firma.example konnte nicht zugestellt werden, da die Adresse nicht gefunden wurde",
    ),
    (
        "p.weber@firma.example",
        "mailbox-full",
        "Postfach voll: Die E-Mail an p.weber@firma.example wurde zurückgewiesen.",
    ),
    (
        "k.lang@firma.example",
        "user-unknown",
        "Unbekannter Empfänger: k.lang@firma.example – die Nachricht wurde nicht zugestellt.",
    ),
    (
        "h.busch@firma.example",
        "mailbox-full",
        "Zustellung an h.busch@firma.example fehlgeschlagen: Das Postfach des Empfängers ist voll.",
    ),
    (
        "ivan@pochta.example",
        "user-unknown",
        "Не удалось доставить письмо на адрес ivan@pochta.example: почтовый ящик не найден",
    ),
    (
        "olga@pochta.example",
        "mailbox-full",
        "Почтовый ящик переполнен, письмо для olga@pochta.example не доставлено.",
    ),
    (
        "petr@pochta.example",
        "user-unknown",
        "Пользователь не найден: petr@pochta.example, сообщение возвращено отправителю.",
    ),
    (
        "anna@pochta.example",
        "mailbox-full",
        "Письмо, отправленное на anna@pochta.example, не доставлено: ящик получателя переполнен",
    ),
    (
        "li@gongsi.example",
        "user-unknown",
        "您发给 li@gongsi.example 的邮件被退回:用户不存在",
    ),
    (
        "wang@gongsi.example",
        "mailbox-full",
        "收件人邮箱已满，发送给 wang@gongsi.example 的邮件被退回。",
    ),
    (
        "zhao@gongsi.example",
        "user-unknown",
        "邮件无法送达 zhao@gongsi.example，因为找不到该邮箱地址。",
    ),
    (
        "chen@gongsi.example",
        "user-unknown",
        "收件人不存在：chen@gongsi.example 邮件投递失败",
    ),
    (
        "tanaka@kaisha.example",
        "user-unknown",
        "tanaka@kaisha.example 宛のメールは、アドレスが見つからないため配信できませんでした。",
    ),
    (
        "sato@kaisha.example",
        "mailbox-full",
        "メールボックスの容量がいっぱいのため、sato@kaisha.example へのメールを配信できませんでした。",
    ),
    (
        "suzuki@kaisha.example",
        "user-unknown",
        "ユーザーが存在しません: suzuki@kaisha.example へのメッセージは配信されませんでした。",
    ),
    (
        "ito@kaisha.example",
        "mailbox-full",
        "ito@kaisha.example へのメッセージは配信されませんでした。受信者のメールボックスがいっぱいです。",
    ),
    (
        "kim@hoesa.example",
        "user-unknown",
        "kim@hoesa.example(으)로 보낸 메일이 반송되었습니다: 수신자를 찾을 수 없습니다",
    ),
    (
        "park@hoesa.example",
        "mailbox-full",
        "메일함 용량이 초과되어 park@hoesa.example 님에게 메일을 전송하지 못했습니다.",
    ),
    (
        "lee@hoesa.example",
        "user-unknown",
        "존재하지 않는 사용자입니다: lee@hoesa.example 메일 전송 실패",
    ),
    (
        "choi@hoesa.example",
        "mailbox-full",
        "choi@hoesa.example 주소로 메시지가 배달되지 않았습니다. 받는 사람의 편지함이 가득 찼습니다.",
    ),
    (
        "marie.dupont@societe.example",
        "user-unknown",
        "Votre message à marie.dupont@societe.example n'a pas pu être remis car l'adresse est introuvable",
    ),
    (
        "luc@societe.example",
        "mailbox-full",
        "Boîte aux lettres pleine : le message envoyé à luc@societe.example n'a pas été distribué.",
    ),
    (
        "jean@societe.example",
        "user-unknown",
        "Utilisateur inconnu : jean@societe.example, votre message a été rejeté.",
    ),
    (
        "paul@societe.example",
        "mailbox-full",
        "Échec de la remise à paul@societe.example : la boîte de réception du destinataire est pleine.",
    ),
    (
        "maria@empresa.example",
        "user-unknown",
        "No se pudo entregar su mensaje a maria@empresa.example porque no se encontró la dirección",
    ),
    (
        "jose@empresa.example",
        "mailbox-full",
        "Buzón lleno: el mensaje para jose@empresa.example no se ha podido entregar.",
    ),
    (
        "ana@empresa.example",
        "user-unknown",
        "Usuario desconocido: ana@empresa.example; el correo fue devuelto.",
    ),
    (
        "luis@empresa.example",
        "mailbox-full",
        "El mensaje enviado a luis@empresa.example fue rechazado: el buzón del destinatario está lleno.",
    ),
    (
        "joao@companhia.example",
        "user-unknown",
        "Não foi possível entregar a mensagem para joao@companhia.example: endereço não encontrado",
    ),
    (
        "rita@companhia.example",
        "mailbox-full",
        "Caixa de correio cheia: a mensagem para rita@companhia.example não foi entregue.",
    ),
    (
        "rui@companhia.example",
        "user-unknown",
        "Usuário desconhecido: rui@companhia.example, sua mensagem foi devolvida.",
    ),
    (
        "ines@companhia.example",
        "mailbox-full",
        "A mensagem enviada para ines@companhia.example foi devolvida porque a caixa de entrada do destinatário está cheia.",
    ),
    (
        "mario@azienda.example",
        "user-unknown",
        "Il messaggio a mario@azienda.example non è stato recapitato perché l'indirizzo non è stato trovato",
    ),
    (
        "lucia@azienda.example",
        "mailbox-full",
        "Casella piena: il messaggio per lucia@azienda.example non è stato consegnato.",
    ),
    (
        "gino@azienda.example",
        "user-unknown",
        "Utente sconosciuto: gino@azienda.example, messaggio respinto.",
    ),
    (
        "carla@azienda.example",
        "mailbox-full",
        "Impossibile recapitare il messaggio a carla@azienda.example: la casella di posta del destinatario è piena.",
    ),
    (
        "jan@bedrijf.example",
        "user-unknown",
        "Uw bericht aan jan@bedrijf.example kon niet worden bezorgd omdat het adres niet is gevonden",
    ),
    (
        "piet@bedrijf.example",
        "mailbox-full",
        "Mailbox vol: het bericht aan piet@bedrijf.example is niet bezorgd.",
    ),
    (
        "kees@bedrijf.example",
        "user-unknown",
        "Onbekende gebruiker: kees@bedrijf.example, het bericht is geretourneerd.",
    ),
    (
        "els@bedrijf.example",
        "mailbox-full",
        "Bezorging aan els@bedrijf.example is mislukt: de mailbox van de ontvanger is vol.",
    ),
    (
        "jan.kowalski@firma.example",
        "user-unknown",
        "Wiadomość do jan.kowalski@firma.example nie została dostarczona, ponieważ nie znaleziono adresu",
    ),
    (
        "ewa@firma.example",
        "mailbox-full",
        "Skrzynka pocztowa jest pełna: wiadomość do ewa@firma.example nie została dostarczona.",
    ),
    (
        "piotr@firma.example",
        "user-unknown",
        "Nieznany użytkownik: piotr@firma.example, wiadomość została zwrócona.",
    ),
    (
        "adam@firma.example",
        "mailbox-full",
        "Nie można dostarczyć wiadomości do adam@firma.example – skrzynka odbiorcy jest przepełniona.",
    ),
    (
        "ayse@sirket.example",
        "user-unknown",
        "ayse@sirket.example adresine gönderdiğiniz ileti teslim edilemedi: adresi bulunamadı",
    ),
    (
        "mehmet@sirket.example",
        "mailbox-full",
        "Posta kutusu dolu: mehmet@sirket.example adresine gönderilen ileti iletilemedi.",
    ),
    (
        "ali@sirket.example",
        "user-unknown",
        "Kullanıcı bulunamadı: ali@sirket.example, iletiniz geri döndü.",
    ),
    (
        "fatma@sirket.example",
        "mailbox-full",
        "fatma@sirket.example alıcısına mesajınız iletilemedi, alıcının gelen kutusu dolu.",
    ),
];

/// Newsletters, signatures and people who write about something else, with an address.
const ORDINARY: [&str; 35] = [
    "Unser Sommerfest ist voll ausgebucht, bei Fragen schreiben Sie an info@firma.example.",
    "Das Parkhaus ist leider voll. Ihr Team, service@firma.example",
    "Hallo Anna, ich habe deine Adresse nicht gefunden, schreib mir doch an peter@firma.example.",
    "Die Datei wurde nicht gefunden, bitte melden Sie sich bei support@firma.example.",
    "Sie erhalten diesen Newsletter an anna@firma.example, weil Sie sich angemeldet haben. Der Warenkorb ist voll!",
    "Здравствуйте! Страница не найдена, напишите нам на help@pochta.example.",
    "Мой новый адрес ivan@pochta.example, старый телефон больше не существует.",
    "Файл не найден, пожалуйста, пришлите его ещё раз на olga@pochta.example",
    "您好，页面不存在，请联系 kefu@gongsi.example。",
    "课程已满，如需候补请发邮件至 li@gongsi.example",
    "我找不到你的地址，请回复到 wang@gongsi.example。",
    "ファイルが見つかりません。お問い合わせは info@kaisha.example まで。",
    "イベントは満席です。お申し込みは sato@kaisha.example へ。",
    "페이지를 찾을 수 없습니다. 문의: help@hoesa.example",
    "강의가 가득 찼습니다. 대기 신청은 kim@hoesa.example 로 보내 주세요.",
    "La salle est pleine, écrivez à marie@societe.example pour la liste d'attente.",
    "Bonjour, page introuvable : contactez aide@societe.example si le problème persiste.",
    "Le fichier n'a pas été trouvé, renvoyez-le à luc@societe.example s'il vous plaît.",
    "El curso está lleno; para la lista de espera escriba a ana@empresa.example.",
    "No se encontró el archivo adjunto, ¿puedes reenviarlo a jose@empresa.example?",
    "A turma está cheia. Dúvidas? Escreva para rita@companhia.example",
    "Não encontramos seu pedido, fale conosco em ajuda@companhia.example.",
    "La sala è piena, scrivete a mario@azienda.example per informazioni.",
    "Pagina non trovata. Assistenza: supporto@azienda.example",
    "De cursus is vol, stuur een mail aan jan@bedrijf.example voor de wachtlijst.",
    "Het bestand is niet gevonden, kun je het opnieuw sturen naar els@bedrijf.example?",
    "Sala jest pełna, prosimy pisać na adres ewa@firma.example.",
    "Nie znaleziono strony, kontakt: pomoc@firma.example",
    "Salon dolu, bilgi için ayse@sirket.example adresine yazın.",
    "Dosya bulunamadı, lütfen mehmet@sirket.example adresine tekrar gönderin.",
    "Mit freundlichen Grüßen, Anna Schmidt, anna@firma.example, Bürozeiten: Montag nicht erreichbar",
    "Wie ändere ich mein Postfach? Mein Speicher ist fast voll, sagt die App. Konto: peter@firma.example",
    "Guten Tag, mein Postfach ist voll. Können Sie anna@firma.example bitte mehr Speicher geben?",
    "¿Cómo vacío mi buzón? Está lleno. Mi cuenta es jose@empresa.example",
    "Почтовый ящик переполнен? Увеличьте место: пишите на sale@pochta.example",
];

#[test]
fn sentences_name_the_recipient_and_the_cause() {
    for (recipient, reason, sentence) in NOTICES {
        for text in [sentence.to_owned(), format!("{sentence}\n")] {
            let found = bouncedex::explain(&text);
            let [only] = found.as_slice() else {
                panic!("{text}\n{found:#?}")
            };
            let answer = (
                only.bounce.recipient.as_deref(),
                only.diagnosis.entry.reason.id,
            );
            assert_eq!(answer, (Some(recipient), reason), "{text}");
        }
    }
}

/// Nobody in these texts is a failed recipient, nor to be suppressed.
fn accuse_nobody(texts: &[&str]) {
    for text in texts {
        for found in bouncedex::explain(text) {
            assert_eq!(found.bounce.recipient, None, "{text}");
            assert_ne!(found.action(), bouncedex::Action::Suppress, "{text}");
        }
    }
}

#[test]
fn ordinary_sentences_accuse_nobody() {
    accuse_nobody(&ORDINARY);
}

#[test]
fn what_is_full_is_a_mailbox() {
    for text in [
        "Unser Sommerfest ist voll ausgebucht, bei Fragen schreiben Sie an info@firma.example.",
        "La salle est pleine, écrivez à marie@societe.example pour la liste d'attente.",
        "De cursus is vol, stuur een mail aan jan@bedrijf.example voor de wachtlijst.",
        "A turma está cheia. Dúvidas? Escreva para rita@companhia.example",
    ] {
        let found = bouncedex::explain(text);
        assert!(found.is_empty(), "{text}\n{found:#?}");
    }
}

/// Words of a refusal, with an address that helps: as likely on a page as in a reply.
const CONTACTS: [&str; 17] = [
    "User unknown: help@example.org knows more",
    "Unknown user? help@example.org can tell you what to do.",
    "Account not found: support@example.org will reset your login",
    "Address not found: ask info@example.org",
    "Benutzer unbekannt: hilfe@firma.example hilft weiter",
    "Konto nicht gefunden: hilfe@firma.example, wir helfen gern",
    "Utilisateur inconnu : aide@societe.example vous répondra",
    "Пользователь не найден: help@pochta.example ответит на вопросы",
    "Usuario desconocido: ayuda@empresa.example le ayudará",
    "ユーザーが存在しません: help@kaisha.example にお問い合わせください",
    "用户不存在：如有疑问 kefu@gongsi.example 会帮助您",
    "Utente sconosciuto: aiuto@azienda.example risponde alle domande",
    "Usuário não encontrado: ajuda@companhia.example pode ajudar",
    "Onbekende gebruiker: hulp@bedrijf.example helpt u verder",
    "Nieznany użytkownik: pomoc@firma.example udzieli odpowiedzi",
    "Kullanıcı bulunamadı: destek@sirket.example size yardımcı olur",
    "Mailbox full? Contact storage@example.org for more space.",
];

/// What pages, shops, log-ins, builds, databases and other servers say in the same words.
const ELSEWHERE: [&str; 26] = [
    "The page you asked for was not found",
    "your order was rejected",
    "Your visa application has been rejected.",
    "Payment declined: your card was rejected. Insufficient funds.",
    "[10:05] Support: the account does not exist in our system",
    "open() \"/var/www/550.html\" failed (2: No such file or directory), client: 192.0.2.1",
    "AH01618: user jo not found: /private",
    "SQLSTATE[42S02]: Base table or view not found: 1146 Table 'shop.users' doesn't exist",
    "django.contrib.auth.models.User.DoesNotExist: User matching query does not exist.",
    "AADSTS50034: The user account jo@example.org does not exist in the example.org directory.",
    "AADSTS50057: The user account is disabled.",
    "UserNotFound: User jo@example.org does not exist",
    "The user with email jo@example.org does not exist in Jira.",
    "There is no user registered with the email address jo@example.org.",
    "Unknown email address. Check again or try your username.",
    "Quota exceeded for quota metric 'Queries' and limit 'Queries per minute' of service 'sheets'",
    "The disk is full, please delete some files.",
    "Your storage quota has been exceeded. Upgrade to get more space.",
    "a2 NO [NONEXISTENT] Unknown Mailbox: INBOX.Foo (Failure)",
    "This site can’t be reached. DNS_PROBE_FINISHED_NXDOMAIN",
    "She looked at the letter: returned to sender, address unknown. No such number, no such zone.",
    "Ihr Paket konnte nicht zugestellt werden, da der Empfänger unbekannt verzogen ist.",
    "Votre colis n'a pas pu être livré : adresse introuvable.",
    "您的包裹无法送达，地址不存在。",
    "Does \"user unknown\" mean that the address is dead?",
    "{\"ok\":false,\"error\":\"user not found in this workspace\"}",
];

#[test]
fn an_address_that_helps_is_no_recipient() {
    accuse_nobody(&CONTACTS);
}

#[test]
fn words_without_a_code_and_without_mail_are_at_most_a_guess() {
    for text in ELSEWHERE {
        for found in bouncedex::explain(text) {
            assert_eq!(
                found.diagnosis.confidence,
                bouncedex::Confidence::Guess,
                "{text}"
            );
            let caution = found.diagnosis.caution().unwrap_or_default();
            assert!(!caution.contains("was permanently refused"), "{caution}");
        }
    }
    // What only says what went wrong is what somebody looks up.
    for text in [
        "User unknown",
        "Sorry, no such user here",
        "Mailbox full",
        "jo@example.org: User unknown",
    ] {
        let found = bouncedex::explain(text);
        assert_eq!(found.len(), 1, "{text}");
        assert_eq!(
            found[0].diagnosis.confidence,
            bouncedex::Confidence::Likely,
            "{text}"
        );
    }
}
